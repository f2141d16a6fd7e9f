package bankid

import (
	"bufio"
	"fmt"
	"html"
	"io"

	"rsc.io/qr"
)

// quietZone is the white margin that a QR code needs on each side, in modules. Source: ISO/IEC 18004.
const quietZone = 4

// WriteQR draws a text as a QR code in SVG to fit any size: one module is one unit of the view box, edges are kept sharp,
// and the colours are attributes, so that no style policy can take them away. The label is what a screen reader says.
// It returns an error for a text too long for a QR code, or the writer's error.
func WriteQR(w io.Writer, text, label string) error {
	code, err := qr.Encode(text, qr.L) // the lowest redundancy gives the largest modules; a screen is never scratched
	if err != nil {
		return fmt.Errorf("draw a QR code: %w", err)
	}
	side := code.Size + 2*quietZone
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" class="qr" role="img" aria-label="%s" viewBox="0 0 %d %d" shape-rendering="crispEdges">`,
		html.EscapeString(label), side, side)
	fmt.Fprintf(out, `<path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="`, side, side)
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			run := 0
			for code.Black(x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(out, "M%d %dh%dv1h-%dz", x+quietZone, y+quietZone, run, run)
				x += run
			}
		}
	}
	fmt.Fprint(out, `"/></svg>`)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("draw a QR code: %w", err)
	}
	return nil
}
