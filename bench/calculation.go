package main

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"time"

	"bistand/aid"
	"bistand/calc"
	"bistand/rules"
)

// How long each of the two reckons at a time.
const reckonFor = 300 * time.Millisecond

// calculation measures row 5: a calculation with guidelines from data files, every row with the figure that it rests on, beside
// KERNEL, the sum of the same household's norm as plain integer arithmetic with every row kept. Both run on one core.
func (b *bench) calculation(_ context.Context, r *report) error {
	month := aid.Month{Year: 2021, Month: 6}
	guidelines, _ := rules.Embedded().GuidelinesOn("1284", month.First())
	ruled := calc.Rules{Set: rules.Embedded(), Guidelines: guidelines}
	norm, err := ruled.Set.RiksnormOn(month.First())
	if err != nil {
		return err
	}
	inputs := reckoned(month)
	k := newKernel(norm)
	var sheet calc.Sheet
	for i := range inputs { // once over, so that the sheet has its size; and the two must agree
		if err := sheet.Work(&ruled, &inputs[i]); err != nil {
			return err
		}
		if got := k.sum(&inputs[i]); got != int64(sheet.Norm) {
			return fmt.Errorf("the kernel's norm is %d, the calculation's %d", got, sheet.Norm)
		}
	}
	var kernel, engine series
	var before, after runtime.MemStats
	var made, allocated uint64
	for range b.rounds {
		kernel = append(kernel, each(inputs, func(in *calc.Input) { k.sum(in) }))
		runtime.ReadMemStats(&before)
		start := clock()
		n := each(inputs, func(in *calc.Input) { _ = sheet.Work(&ruled, in) }) // the same as above, which had no fault
		runtime.ReadMemStats(&after)
		made += uint64(n * clock().Sub(start).Seconds())
		allocated += after.Mallocs - before.Mallocs
		engine = append(engine, n)
	}
	perHousehold := float64(allocated) / float64(made)
	perSecond, plain := median(engine)/1e6, median(kernel)/1e6
	remark := fmt.Sprintf("%.2f × KERNEL, which does %.0f M", engine.over(kernel), plain)
	r.add(row{"5", "calculation, households a second on one core", perSecond, "M/s", atLeast(2), atLeast(math.Round(plain / 2)), remark})
	r.add(row{"5", "allocations a household", perHousehold, "", atMost(0.01), atMost(0.01), ""})
	return nil
}

// each goes through the households again and again and returns how many a second were done.
func each(inputs []calc.Input, do func(*calc.Input)) float64 {
	start, n := clock(), 0
	for clock().Sub(start) < reckonFor {
		for i := range inputs {
			do(&inputs[i])
		}
		n += len(inputs)
	}
	return float64(n) / clock().Sub(start).Seconds()
}

// reckoned are households of the kinds that there are, with costs and incomes: 96 of them, none with a fault.
func reckoned(month aid.Month) []calc.Input {
	var list []calc.Input
	for adults := 1; adults <= 2; adults++ {
		for children := range 6 {
			for variant := range 8 {
				in := calc.Input{Month: month}
				for i := range adults {
					in.Household.Adults = append(in.Household.Adults, aid.Adult{PersonID: aid.ID(fmt.Sprint("a", i)), Name: "Vuxen"})
				}
				for i := range children {
					in.Household.Children = append(in.Household.Children, aid.Child{
						PersonID: aid.ID(fmt.Sprint("k", i)), Name: "Barn", Born: aid.Date{Year: 2004 + (3*i+variant)%16, Month: 3, Day: 2}, LunchOut: variant%2 == 0,
					})
				}
				for i, kind := range aid.ExpenseKinds[:1+variant%4] {
					amount := aid.Ore(3000-500*i) * aid.Kronor
					in.Expenses = append(in.Expenses, calc.Expense{Kind: kind, Claimed: amount, Approved: amount})
				}
				for i := range variant % 3 {
					amount := aid.Ore(1250+1000*i) * aid.Kronor
					in.Incomes = append(in.Incomes, calc.Income{Kind: aid.IncomeKinds[7+i], Person: "a0", Stated: amount, Counted: amount})
				}
				list = append(list, in)
			}
		}
	}
	return list
}

// kernel is the norm as plain numbers in öre.
type kernel struct {
	single, couple int64
	child          [rules.MaxChildAge + 1]int64
	lunchOut       [rules.MaxChildAge + 1]int64
	common         [16]int64
	rows           []kernelRow
}

// kernelRow is a row as it must be kept, and no more.
type kernelRow struct {
	kind, age int8
	amount    int64
}

func newKernel(norm *rules.Riksnorm) *kernel {
	k := &kernel{single: int64(norm.Adults(false).Amount), couple: int64(norm.Adults(true).Amount)}
	for age := range k.child {
		home, _ := norm.Child(age, false) // an age within the norm has a figure
		out, _ := norm.Child(age, true)
		k.child[age], k.lunchOut[age] = int64(home.Amount), int64(out.Amount)
	}
	for size := 1; size < len(k.common); size++ {
		k.common[size] = int64(norm.CommonCosts(size).Amount)
	}
	return k
}

// sum adds up the norm of a household, keeping each row.
func (k *kernel) sum(in *calc.Input) int64 {
	h := &in.Household
	k.rows = k.rows[:0]
	total := k.single
	if len(h.Adults) > 1 {
		total = k.couple
	}
	k.rows = append(k.rows, kernelRow{kind: 0, amount: total})
	for i := range h.Children {
		c := &h.Children[i]
		age := c.AgeIn(in.Month)
		amount := k.child[age]
		if c.LunchOut {
			amount = k.lunchOut[age]
		}
		k.rows = append(k.rows, kernelRow{1, int8(age), amount})
		total += amount
	}
	common := k.common[len(h.Adults)+len(h.Children)]
	k.rows = append(k.rows, kernelRow{kind: 2, amount: common})
	return total + common
}
