package browser

import (
	"bytes"
	"context"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// outside is a proxy for all that is not on loopback. It lets nothing through, and
// remembers what was asked for.
type outside struct {
	mu    sync.Mutex
	asked []string
}

// ServeHTTP implements [http.Handler].
func (o *outside) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asked = append(o.asked, r.Method+" "+r.Host)
	w.WriteHeader(http.StatusBadGateway)
}

// take returns what was asked for since the last time.
func (o *outside) take() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	asked := o.asked
	o.asked = nil
	return asked
}

// startBrowser starts one for a test, which fails if the browser asks for anything that is
// not on loopback, by its pages or by itself.
func startBrowser(t *testing.T) (context.Context, *outside) {
	t.Helper()
	program := browserProgram(t)
	left := &outside{}
	proxy := httptest.NewServer(left)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.WindowSize(720, 600),
		chromedp.ProxyServer(proxy.URL), // loopback goes past it
		// One process for a page and its frames of other sites, so that the test reaches
		// into them. Cookies go by the site all the same.
		chromedp.Flag("disable-features", "SitePerProcess,IsolateOrigins,Translate"),
		chromedp.Flag("disable-site-isolation-trials", true),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // root has none
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(func() {
		closeTab()
		stop()
		proxy.Close()
		if asked := left.take(); len(asked) > 0 {
			t.Errorf("requests that leave the machine: %q", asked)
		}
	})
	if err := chromedp.Do(ctx); err != nil { // without a limit, which would be the browser's
		t.Fatal(err)
	}
	return ctx, left
}

// browserProgram finds a browser.
func browserProgram(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium-headless-shell", "headless-shell", "chromium", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("there is no browser: install Debian's chromium-headless-shell, or another Chromium")
	return ""
}

// tab is a page with cookies of its own.
type tab struct {
	*testing.T
	ctx context.Context

	mu      sync.Mutex
	urls    map[network.RequestID]string
	cookies map[network.RequestID]bool // whether a request had cookies
}

// limit is how long a test may wait for its pages.
const limit = 3 * time.Minute

func newTab(t *testing.T, browser context.Context) *tab {
	t.Helper()
	page := &tab{T: t, urls: map[network.RequestID]string{}, cookies: map[network.RequestID]bool{}}
	ctx, closeTab := chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(page.observe))
	t.Cleanup(closeTab)
	ctx, cancel := context.WithTimeout(ctx, limit)
	t.Cleanup(cancel)
	page.ctx = ctx
	get(page, func(ctx context.Context, t *chromedp.Target) (cdp.Empty, error) {
		return cdp.Call(ctx, t, network.Enable, network.EnableParams{})
	})
	return page
}

// observe notes which requests are sent with cookies. The two events come in any order.
func (p *tab) observe(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		p.urls[e.RequestID] = e.Request.URL
	case *network.EventRequestWillBeSentExtraInfo:
		_, p.cookies[e.RequestID] = e.Headers["Cookie"]
	}
}

// sentCookies reports whether a request to an address had cookies, and whether there was one.
func (p *tab) sentCookies(address string) (sent, known bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, url := range p.urls {
		if url == address {
			sent, known = p.cookies[id]
			break
		}
	}
	return sent, known
}

func (p *tab) run(actions ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.Fatal(err)
	}
}

// get runs an action for its result.
func get[T any](p *tab, action chromedp.Action[T]) T {
	p.Helper()
	result, err := chromedp.Run(p.ctx, action)
	if err != nil {
		p.Fatal(err)
	}
	return result
}

// picture keeps a picture of the page, under a name. A page that shows nothing fails.
func (p *tab) picture(name string) {
	p.Helper()
	shot := get(p, chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(p.ArtifactDir(), name+".png"), shot, 0o600); err != nil {
		p.Fatal(err)
	}
	image, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		p.Fatal(err)
	}
	first, bounds := image.At(0, 0), image.Bounds()
	for x := bounds.Min.X; x < bounds.Max.X; x++ {
		for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
			if image.At(x, y) != first {
				return
			}
		}
	}
	p.Errorf("the picture %s is blank", name)
}
