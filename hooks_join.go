package cybersource

import (
	"cmp"
	"context"
)

// JoinHooks makes one set of hooks of several, such as one for metrics and one for traces.
//
// What begins runs in the order given: each hook gets the context that the one before it
// returned. What ends (AttemptEnd, CallEnd) and Retry run in the opposite order, so that the
// first is around the others. A panic of one does not keep the others from running: it goes
// on when they have run, and the client recovers it as that of any hook.
func JoinHooks(hooks ...Hooks) Hooks {
	var joined Hooks
	for _, h := range hooks {
		joined = Hooks{
			CallStart:    joinStarts(joined.CallStart, h.CallStart),
			AttemptStart: joinStarts(joined.AttemptStart, h.AttemptStart),
			AttemptEnd:   joinEnds(h.AttemptEnd, joined.AttemptEnd),
			Retry:        joinEnds(h.Retry, joined.Retry),
			CallEnd:      joinEnds(h.CallEnd, joined.CallEnd),
		}
	}
	return joined
}

func joinStarts[T any](first, second func(context.Context, T) context.Context) func(context.Context, T) context.Context {
	switch {
	case first == nil:
		return second
	case second == nil:
		return first
	}
	return func(ctx context.Context, info T) context.Context {
		made, broken := start(first, ctx, info)
		made, alsoBroken := start(second, made, info)
		if broken = cmp.Or(broken, alsoBroken); broken != nil {
			panic(&joinedPanic{made, broken.value})
		}
		return made
	}
}

// joinedPanic is the panic of one of some hooks that were joined, with the context that the
// others have made.
type joinedPanic struct {
	made  context.Context
	value any
}

// start runs a hook that may panic.
func start[T any](hook func(context.Context, T) context.Context, ctx context.Context, info T) (made context.Context, broken *joinedPanic) {
	made = ctx
	defer func() {
		switch value := recover().(type) {
		case nil:
		case *joinedPanic:
			made, broken = value.made, value
		default:
			broken = &joinedPanic{ctx, value}
		}
	}()
	return orElse(hook(ctx, info), ctx), nil
}

func joinEnds[T any](first, second func(context.Context, T)) func(context.Context, T) {
	switch {
	case first == nil:
		return second
	case second == nil:
		return first
	}
	return func(ctx context.Context, info T) {
		defer second(ctx, info) // also if the first panics
		first(ctx, info)
	}
}
