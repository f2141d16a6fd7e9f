package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// How many applications are handed in each round, by one client and by many at once, and for how long the reference writes.
const (
	aloneSubmits  = 60
	manySubmits   = 240
	manyClients   = 64
	fsyncDuration = 400 * time.Millisecond
)

// submit measures row 4.
func (b *bench) submit(ctx context.Context, r *report) (err error) {
	desk, err := openDesk(b.folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, desk.Register.Close()) }()
	desk.Identity = b.submits.desk.Identity
	b.submits.desk = desk
	reference, err := newFsyncReference(b.folder)
	if err != nil {
		return err
	}
	var fsync, alone, many series
	rounds := min(b.rounds, len(b.submits.ready)/(aloneSubmits+manySubmits))
	for range rounds {
		writes, err := reference.perSecond(fsyncDuration)
		if err != nil {
			return err
		}
		one, err := b.submits.perSecond(ctx, aloneSubmits, 1)
		if err != nil {
			return err
		}
		all, err := b.submits.perSecond(ctx, manySubmits, manyClients)
		if err != nil {
			return err
		}
		fsync, alone, many = append(fsync, writes), append(alone, one), append(many, all)
	}
	remark := fmt.Sprintf("%.0f a second; FSYNC %.0f", median(alone), median(fsync))
	r.add(row{"4", "submit, one client", alone.over(fsync), "× FSYNC", atLeast(0.35), atLeast(0.6), remark})
	r.add(row{"4", "submit, 64 clients", many.over(fsync), "× FSYNC", atLeast(2), atLeast(5), fmt.Sprintf("%.0f a second", median(many))})
	return nil
}
