package browser

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/png"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

var pictures = flag.String("pictures", "", "folder that gets the pictures of the gateway's page which the documentation shows")

// looks are how the pages are looked at.
var looks = []struct {
	name, scheme  string
	width, height int64
}{
	{"light", "light", 1280, 820},
	{"dark", "dark", 1280, 820},
	{"narrow", "light", 360, 740},
}

// Every page fits its window, at 360 pixels too, and its texts stand out from what is behind
// them, light and dark.
func TestPagesCanBeReadInEveryLook(t *testing.T) {
	browser, _ := startBrowser(t)
	day := newDay(t)
	refused, payment := day.make()
	pages := []struct{ name, path string }{
		{"list", ""}, {"call", fmt.Sprintf("call/%d", refused)}, {"payment", "payment/" + payment},
		{"payments", "payment/"}, {"control", "control"}, {"triggers", "triggers"}, {"error", "call/999"},
	}
	window := newTab(t, browser)
	window.run(chromedp.Navigate(day.ControlURL()))
	for _, look := range looks {
		window.look(look.scheme, look.width, look.height)
		for _, p := range pages {
			window.run(chromedp.Navigate(day.URL()+"/-/"+p.path), chromedp.WaitVisible(chromedp.CSS("h1")))
			if wide := get(window, chromedp.Evaluate[int](`document.documentElement.scrollWidth`)); wide > int(look.width) {
				t.Errorf("%s, %s: %d pixels wide", p.name, look.name, wide)
			}
			if faint := get(window, chromedp.Evaluate[[]string](faintTexts)); len(faint) > 0 {
				t.Errorf("%s, %s: these texts are faint: %q", p.name, look.name, faint)
			}
			window.picture(p.name + "-" + look.name)
			if folder := *pictures; folder != "" && slices.Contains([]string{"list", "call", "payment"}, p.name) {
				window.keep(filepath.Join(folder, "gateway-"+p.name+"-"+look.name+".png"), look.width)
			}
		}
	}
}

// faintTexts finds texts whose contrast is less than 4.5 (WCAG 2.2, level AA).
const faintTexts = `(() => {
  const parts = (text) => text.match(/[\d.]+/g).map(Number);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const color = parts(getComputedStyle(e).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const light = (color) => {
    const [r, g, b] = color.map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].filter(n => n.nodeType === 3 && n.data.trim()).map(n => n.data.trim()).join(" ");
    if (!own || !e.checkVisibility()) continue;
    const [a, b] = [light(parts(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) found.push(own.slice(0, 40) + ": " + contrast.toFixed(2));
  }
  return found;
})()`

// keep writes a picture of the window for the documentation, with few colors.
func (p *tab) keep(name string, width int64) {
	p.Helper()
	height := get(p, chromedp.Evaluate[int64](`Math.min(Math.ceil(document.body.getBoundingClientRect().bottom) + 16, innerWidth < 500 ? 1100 : 1500)`))
	p.run(chromedp.EmulateViewport(width, height))
	shot := get(p, chromedp.CaptureScreenshot())
	full, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		p.Fatal(err)
	}
	var small bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&small, fewColors(full)); err != nil {
		p.Fatal(err)
	}
	const limit = 150 << 10
	if small.Len() > limit {
		p.Errorf("%s has %d bytes, more than %d", filepath.Base(name), small.Len(), limit)
	}
	if err := os.WriteFile(name, small.Bytes(), 0o644); err != nil {
		p.Fatal(err)
	}
}

// fewColors keeps the colors that are used most, at most 256.
func fewColors(full image.Image) image.Image {
	count := map[color.RGBA]int{}
	bounds := full.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			count[color.RGBAModel.Convert(full.At(x, y)).(color.RGBA)]++
		}
	}
	used := make([]color.RGBA, 0, len(count))
	for c := range count {
		used = append(used, c)
	}
	slices.SortFunc(used, func(a, b color.RGBA) int { return count[b] - count[a] })
	chosen := color.Palette{}
	for _, c := range used[:min(len(used), 256)] {
		chosen = append(chosen, c)
	}
	small := image.NewPaletted(bounds, append(chosen, palette.WebSafe[:max(0, min(1, 256-len(chosen)))]...))
	draw.Draw(small, bounds, full, bounds.Min, draw.Src)
	return small
}

// day is a day at a shop: a gateway whose clock the test moves.
type day struct {
	*watched

	passed atomic.Int64 // nanoseconds
}

func newDay(t *testing.T) *day {
	t.Helper()
	d := &day{}
	d.watched = watch(t, cybersourcetest.Options{Now: d.now, Listener: usualPort(t)})
	return d
}

// usualPort is that of the program if nobody listens there, so that pictures look like it.
func usualPort(t *testing.T) net.Listener {
	t.Helper()
	for _, address := range []string{"127.0.0.1:8090", "127.0.0.1:0"} {
		if listener, err := net.Listen("tcp", address); err == nil {
			return listener
		}
	}
	t.Fatal("nothing listens")
	return nil
}

// make makes the calls of the day: one that was refused, whose number it returns, and those of
// a payment, whose id it returns.
func (d *day) make() (refused int, payment string) {
	d.Helper()
	paid := d.pay("ORDER-20417", "102.21")
	d.later(1700 * time.Millisecond)
	d.wrongField("ORDER-20418")
	d.later(2300 * time.Millisecond)
	d.raw("POST", "/pts/v2/payments", "{}", "Content-Type", "application/json")
	d.later(900 * time.Millisecond)
	d.wrongSignature()
	d.later(4200 * time.Millisecond)
	d.pay("ORDER-20418", "2201")
	d.later(800 * time.Millisecond)
	captured := answerOf(d, paid.CaptureRequest, func(ctx context.Context, r *cybersource.CapturePaymentRequest) (*cybersource.CapturePaymentResponse, error) {
		r.ClientReferenceInformation = &cybersource.ClientReferenceInformation{Code: "ORDER-20417"}
		return d.client.CaptureApi.CapturePayment(ctx, paid.ID, r)
	})
	d.later(3100 * time.Millisecond)
	d.Next(cybersourcetest.DropAnswer())
	_, err := d.client.PaymentsApi.CreatePayment(d.Context(), order("ORDER-20419", "48.00"), cybersource.WithUniqueCode())
	if err == nil {
		d.Fatal("an answer was not lost")
	}
	d.later(1200 * time.Millisecond)
	d.SendBatch()
	answerOf(d, captured.RefundRequest, func(ctx context.Context, r *cybersource.RefundCaptureRequest) (*cybersource.RefundResponse, error) {
		r.ClientReferenceInformation = &cybersource.RefundClientReferenceInformation{Code: "ORDER-20417"}
		r.OrderInformation.AmountDetails.TotalAmount = "20.00"
		return d.client.RefundApi.RefundCapture(ctx, captured.ID, r)
	})
	return 4, paid.ID
}

func (d *day) later(by time.Duration) { d.passed.Add(int64(by)) }

func (d *day) now() time.Time {
	return time.Date(2026, 3, 4, 9, 12, 7, 350_000_000, time.UTC).Add(time.Duration(d.passed.Load()))
}

// answerOf makes a request that follows an answer, and sends it.
func answerOf[Request, Answer any](d *day, follow func() (*Request, error), send func(context.Context, *Request) (*Answer, error)) *Answer {
	d.Helper()
	request, err := follow()
	if err != nil {
		d.Fatal(err)
	}
	answer, err := send(d.Context(), request)
	if err != nil {
		d.Fatal(err)
	}
	return answer
}

// wrongSignature makes one of the common mistakes: the method in capitals.
func (d *day) wrongSignature() {
	d.Helper()
	const host, target, body = "apitest.cybersource.com", "/pts/v2/payments", `{"clientReferenceInformation":{"code":"ORDER-20418"}}`
	account := d.Account()
	sum := sha256.Sum256([]byte(body))
	date, digest := d.now().Format(http.TimeFormat), "SHA-256="+base64.StdEncoding.EncodeToString(sum[:])
	secret, err := base64.StdEncoding.DecodeString(account.SharedSecrets[0].Secret)
	if err != nil {
		d.Fatal(err)
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("host: " + host + "\ndate: " + date + "\nrequest-target: POST " + target + "\ndigest: " + digest + "\nv-c-merchant-id: " + account.ID))
	d.raw("POST", target, body, "Host", host, "Content-Type", "application/json", "Date", date, "Digest", digest, "V-C-Merchant-Id", account.ID,
		"Signature", strings.Join([]string{
			`keyid="` + account.SharedSecrets[0].KeyID + `"`, `algorithm="HmacSHA256"`, `headers="host date request-target digest v-c-merchant-id"`,
			`signature="` + base64.StdEncoding.EncodeToString(mac.Sum(nil)) + `"`,
		}, ", "))
}
