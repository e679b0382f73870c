package simulator

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestDelayIsDrawnAsTheOptionsSay(t *testing.T) {
	const draws = 100_000
	for _, tc := range []struct {
		name                   string
		delay                  IndexDelay
		least, median, longest time.Duration
	}{
		{"none", IndexDelay{}, 0, 0, 0},
		{"fixed", IndexDelay{Least: 6 * time.Second}, 6 * time.Second, 6 * time.Second, 6 * time.Second},
		{"exponential", IndexDelay{Median: 5 * time.Second, Most: 2 * time.Minute}, 0, 5 * time.Second, 2 * time.Minute},
		{"exponential with a floor", IndexDelay{Least: time.Second, Median: 5 * time.Second, Most: time.Minute}, time.Second, 6 * time.Second, 61 * time.Second},
		{"always late", IndexDelay{Median: 5 * time.Second, LateShare: 1, LateFrom: 2 * time.Minute, LateTo: 4 * time.Minute}, 2 * time.Minute, 3 * time.Minute, 4 * time.Minute},
	} {
		t.Run(tc.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 2))
			drawn := make([]time.Duration, draws)
			for i := range drawn {
				drawn[i] = tc.delay.Draw(random)
			}
			slices.Sort(drawn)
			if drawn[0] < tc.least || drawn[draws-1] > tc.longest {
				t.Errorf("got %s to %s, want %s to %s", drawn[0], drawn[draws-1], tc.least, tc.longest)
			}
			if median := drawn[draws/2]; (median - tc.median).Abs() > tc.median/20 {
				t.Errorf("median: got %s, want %s", median, tc.median)
			}
		})
	}
}

func TestIndexDelayMakesOneRecordInAHundredLate(t *testing.T) {
	delay := IndexDelay{Median: 5 * time.Second, Most: 2 * time.Minute, LateShare: 0.01, LateFrom: 2 * time.Minute, LateTo: 25 * time.Minute}
	random := rand.New(rand.NewPCG(1, 2))
	late := 0
	for range 100_000 {
		if delay.Draw(random) > delay.Most {
			late++
		}
	}
	if late < 900 || late > 1_100 {
		t.Errorf("%d of 100,000 are late", late)
	}
}

func TestRecordIsFoundAfterItsDelay(t *testing.T) {
	g := newGateway(t, Options{IndexDelay: IndexDelay{Least: 6 * time.Second}})
	sale := g.sell()
	g.now = noon.Add(6*time.Second - 1)
	if r := g.look(sale); r.status != 404 || len(g.search("id:"+sale)) != 0 {
		t.Errorf("found too early: %s", r.body)
	}
	g.now = noon.Add(6 * time.Second)
	if g.look(sale).status != 200 || len(g.search("id:"+sale)) != 1 {
		t.Error("not found")
	}
	void := g.done(VoidPayment, sale, []byte("{}"))
	if r := g.look(sale); r.text("status") != "PENDING" || len(r.related()) != 0 {
		t.Errorf("a void shows before its record does: %s", r.body)
	}
	g.now = g.now.Add(6 * time.Second)
	if r := g.look(sale); r.text("status") != "VOIDED" || !slices.Equal(r.related(), []string{void}) {
		t.Errorf("got %s", r.body)
	}
}

func TestSearchesMayHaveADelayOfTheirOwn(t *testing.T) {
	apart := 0
	g := newGateway(t, Options{IndexDelay: IndexDelay{Median: time.Minute, Apart: true}})
	for range 100 {
		r := g.memory.byID[g.authorize()]
		if !r.Found.Equal(r.Searched) {
			apart++
		}
	}
	if apart < 90 {
		t.Errorf("%d of 100 differ", apart)
	}
}

// Delays come from the seed, and change no id.
func TestDelaysRepeatAndChangeNothingElse(t *testing.T) {
	delays := func(seed uint64, delay IndexDelay) (ids []string, found []time.Time) {
		g := newGateway(t, Options{Seed: seed, IndexDelay: delay})
		for range 10 {
			id := g.authorize()
			ids, found = append(ids, id), append(found, g.memory.byID[id].Found)
		}
		return ids, found
	}
	slow := IndexDelay{Median: time.Minute}
	ids, found := delays(1, slow)
	sameIDs, same := delays(1, slow)
	plainIDs, _ := delays(1, IndexDelay{})
	_, other := delays(2, slow)
	if !slices.Equal(found, same) || !slices.Equal(ids, sameIDs) || !slices.Equal(ids, plainIDs) || slices.Equal(found, other) {
		t.Errorf("got %v and %v, then %v", found, same, other)
	}
}

func TestWrongDelaysAreRefused(t *testing.T) {
	for _, delay := range []IndexDelay{{Least: -1}, {Median: -1}, {LateShare: 2}, {LateShare: -1}, {LateFrom: 2, LateTo: 1}} {
		if _, err := New(Options{IndexDelay: delay}); err == nil {
			t.Errorf("%+v is accepted", delay)
		}
	}
}
