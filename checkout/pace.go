package checkout

import "time"

const (
	askedAtOnce = 10          // keys, after a time in which none was asked for
	askedEvery  = time.Second // one key, from then on
)

// pace bounds how often the service is asked for keys. The zero value is ready.
type pace struct {
	free time.Time // when all that was taken is made up for
}

// take reports whether a key may be asked for now, and counts it if so.
func (p *pace) take(now time.Time) bool {
	ahead := p.free.Sub(now)
	if ahead < 0 || ahead > askedAtOnce*askedEvery { // more than can be: the clock was set back
		p.free, ahead = now, 0
	}
	if ahead > (askedAtOnce-1)*askedEvery {
		return false
	}
	p.free = p.free.Add(askedEvery)
	return true
}
