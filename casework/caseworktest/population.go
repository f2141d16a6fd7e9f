package caseworktest

import (
	"context"
	"errors"
	"slices"
	"sync"

	"bistand/aid"
)

// Census answers for the population register: each number is somebody's, until something else is said of it.
type Census struct {
	mu    sync.Mutex
	says  map[aid.Personnummer]aid.Registration
	mute  bool
	hangs bool
	asked []aid.Personnummer
	meet  *sync.WaitGroup
}

// Say has the register say something of a number from now on.
func (c *Census) Say(number aid.Personnummer, said aid.Registration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.says == nil {
		c.says = map[aid.Personnummer]aid.Registration{}
	}
	c.says[number] = said
}

// Fail has every question fail from now on; it ends with false.
func (c *Census) Fail(mute bool) { c.behave(func() { c.mute = mute }) }

// Hang has no question answered from now on; it ends with false.
func (c *Census) Hang(hangs bool) { c.behave(func() { c.hangs = hangs }) }

func (c *Census) behave(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
}

// Meet has the next n questions answered when all of them have been put; it ends with none.
func (c *Census) Meet(n int) {
	c.behave(func() {
		if c.meet = nil; n > 0 {
			c.meet = &sync.WaitGroup{}
			c.meet.Add(n)
		}
	})
}

// Asked returns whom the register has been asked about since Asked was last called, in order.
func (c *Census) Asked() []aid.Personnummer {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := slices.Clone(c.asked)
	c.asked = nil
	return list
}

// Look implements casework.PopulationRegister.
func (c *Census) Look(ctx context.Context, number aid.Personnummer) (aid.Registration, error) {
	c.mu.Lock()
	c.asked = append(c.asked, number)
	said, known := c.says[number]
	mute, hangs, meet := c.mute, c.hangs, c.meet
	c.mu.Unlock()
	if meet != nil {
		meet.Done()
		meet.Wait()
	}
	switch {
	case hangs:
		<-ctx.Done()
		return "", ctx.Err()
	case mute:
		return "", errors.New("the population register is out of order")
	case !known:
		return aid.InRegister, nil
	}
	return said, nil
}
