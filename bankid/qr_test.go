package bankid_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"rsc.io/qr"

	"bistand/bankid"
)

func TestTheCodeOfEachSecond(t *testing.T) {
	// Token, secret and expected texts: the example of BankID's published integration guide for animated QR codes.
	order := bankid.Order{
		QRStartToken: "67df3917-fa0d-44e5-b327-edcc928297f8", QRSecret: "d28db9a7-4cde-429e-a983-359be676944c",
		Started: newClock().now(),
	}
	for after, want := range map[time.Duration]string{
		-time.Second:            "0.dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8",
		0:                       "0.dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8",
		999 * time.Millisecond:  "0.dc69358e712458a66a7525beef148ae8526b1c71610eff2c16cdffb4cdac9bf8",
		1000 * time.Millisecond: "1.949d559bf23403952a94d103e67743126381eda00f0b3cbddbf7c96b1adcbce2",
		2999 * time.Millisecond: "2.a9e5ec59cb4eee4ef4117150abc58fad7a85439a6a96ccbecc3668b41795b3f3",
	} {
		if got := order.QR(order.Started.Add(after)); got != "bankid.67df3917-fa0d-44e5-b327-edcc928297f8."+want {
			t.Errorf("after %v: %s", after, got)
		}
	}
}

func TestStartLinks(t *testing.T) {
	order := bankid.Order{AutoStartToken: "a4904c4c-3bb4-4e3f-8ac3-0e950e529e5f"}
	if got := order.MobileLink(); got != "https://app.bankid.com/?autostarttoken=a4904c4c-3bb4-4e3f-8ac3-0e950e529e5f" {
		t.Error(got)
	}
	if got := order.DesktopLink(); got != "bankid:///?autostarttoken=a4904c4c-3bb4-4e3f-8ac3-0e950e529e5f" {
		t.Error(got)
	}
}

func TestTheDrawingIsTheCode(t *testing.T) {
	order := bankid.Order{QRStartToken: "67df3917-fa0d-44e5-b327-edcc928297f8", QRSecret: "x"}
	for _, text := range []string{order.QR(time.Time{}), "A", "https://lund.example/åäö"} {
		var out strings.Builder
		if err := bankid.WriteQR(&out, text, `QR-kod för "BankID" <b>`); err != nil {
			t.Fatal(err)
		}
		var svg struct {
			Role    string `xml:"role,attr"`
			Label   string `xml:"aria-label,attr"`
			ViewBox string `xml:"viewBox,attr"`
			Edges   string `xml:"shape-rendering,attr"`
			Style   string `xml:"style,attr"`
			Paths   []struct {
				Fill string `xml:"fill,attr"`
				D    string `xml:"d,attr"`
			} `xml:"path"`
		}
		if err := xml.Unmarshal([]byte(out.String()), &svg); err != nil {
			t.Fatal(err)
		}
		code, err := qr.Encode(text, qr.L)
		if err != nil {
			t.Fatal(err)
		}
		side := code.Size + 8
		if svg.Role != "img" || svg.Label != `QR-kod för "BankID" <b>` || svg.Edges != "crispEdges" || strings.Contains(out.String(), "style=") ||
			svg.ViewBox != fmt.Sprintf("0 0 %d %d", side, side) || svg.Paths[0].D != fmt.Sprintf("M0 0h%dv%dH0z", side, side) {
			t.Errorf("the frame of the drawing is wrong: %.300s", out.String())
		}
		black := map[[2]int]bool{}
		for run := range strings.SplitSeq(strings.TrimSuffix(svg.Paths[1].D, "z"), "z") {
			var x, y, n, back int
			if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &n, &back); err != nil || n != back {
				t.Fatalf("a run that is none: %q", run)
			}
			for i := range n {
				black[[2]int{x + i, y}] = true
			}
		}
		for y := range side {
			for x := range side {
				if black[[2]int{x, y}] != code.Black(x-4, y-4) {
					t.Fatalf("%q: the module at %d, %d is wrong", text, x, y)
				}
			}
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestDrawingFaultsAreTold(t *testing.T) {
	if err := bankid.WriteQR(brokenWriter{}, "A", ""); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a broken writer: %v", err)
	}
	if err := bankid.WriteQR(io.Discard, strings.Repeat("a", 3000), ""); err == nil {
		t.Error("a text that no QR code can hold is drawn")
	}
}
