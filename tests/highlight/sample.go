// Package guide reads windows of time.
package guide

import (
	"context"
	"fmt"
	"time"
)

const (
	limit   = 0x1F
	share   = 1.5e-3
	mark    = '\''
	pattern = `raw "text" \d+`
)

// Window is open between two days.
type Window struct {
	Name  string `json:"name"`
	From  time.Time
	Until *time.Time
	Tags  map[string][]int
}

type Opener interface {
	Open(ctx context.Context) error
}

/* Days counts them. */
func (w *Window) Days(ctx context.Context, extra ...int) (days int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("window %q: %v\n", w.Name, r)
		}
	}()
	for i, day := range extra {
		switch {
		case day > 100 && i < len(extra):
			continue
		default:
			days += day * 1_000
		}
	}
	done := make(chan bool)
	go func() { done <- true }()
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-done:
	}
	return days, nil
}

func Map[T any, U comparable](items []T, change func(T) U) []U {
	result := make([]U, 0, len(items))
	for _, item := range items {
		result = append(result, change(item))
	}
	return result
}
