package ui

import (
	_ "embed"
	"fmt"
	"math"
	"strconv"
)

// AppCSS is the style sheet, without the colours of a municipality; serve it followed by ThemeCSS as one file.
//
//go:embed static/app.css
var AppCSS string

// AppJS is the script. Every page works without it.
//
//go:embed static/app.js
var AppJS string

// UploadJS is the script of pages that take in files, which works without it too.
//
//go:embed static/upload.js
var UploadJS string

// MinContrast is the least contrast between a theme colour and the white text on it. Source: WCAG 2.2, 1.4.3.
const MinContrast = 4.5

// DefaultTheme is the theme colour of a municipality that states none.
const DefaultTheme = "#005b8c"

// rgb is a colour with parts from 0 to 1.
type rgb [3]float64

// parseColour reads "#rrggbb".
func parseColour(text string) (rgb, error) {
	if len(text) != 7 || text[0] != '#' {
		return rgb{}, fmt.Errorf("read colour %q: want #rrggbb", text)
	}
	n, err := strconv.ParseUint(text[1:], 16, 32)
	if err != nil {
		return rgb{}, fmt.Errorf("read colour %q: %w", text, err)
	}
	return rgb{float64(n>>16) / 255, float64(n>>8&255) / 255, float64(n&255) / 255}, nil
}

// luminance is the relative luminance. Source: WCAG 2.2, definition of relative luminance.
func (c rgb) luminance() float64 {
	linear := func(v float64) float64 {
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

// mix returns the colour with a share of another, 0 to 1, put in.
func (c rgb) mix(other rgb, share float64) rgb {
	for i := range c {
		c[i] += (other[i] - c[i]) * share
	}
	return c
}

// String writes the colour as "#rrggbb".
func (c rgb) String() string {
	part := func(v float64) int { return int(math.Round(v * 255)) }
	return fmt.Sprintf("#%02x%02x%02x", part(c[0]), part(c[1]), part(c[2]))
}

// contrastOf is the contrast ratio of two colours, 1 to 21.
func contrastOf(a, b rgb) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// Contrast returns the contrast ratio, 1 to 21, of two colours written "#rrggbb".
func Contrast(a, b string) (float64, error) {
	ca, err := parseColour(a)
	if err != nil {
		return 0, err
	}
	cb, err := parseColour(b)
	if err != nil {
		return 0, err
	}
	return contrastOf(ca, cb), nil
}

// CheckTheme tells whether a colour can carry white text; an error says what is wrong with it.
func CheckTheme(colour string) error {
	ratio, err := Contrast(colour, "#ffffff")
	if err != nil {
		return err
	}
	if ratio < MinContrast {
		return fmt.Errorf("theme colour %s has contrast %.1f against white, want at least %.1f", colour, ratio, MinContrast)
	}
	return nil
}

// The grounds that the theme's colours are set against.
var (
	white      = rgb{1, 1, 1}
	nightCard  = rgb{0x17 / 255., 0x1f / 255., 0x27 / 255.} // --card in the dark
	nightRatio = 7.0                                        // contrast of links in the dark
)

// ThemeCSS returns the rules that set a municipality's colour: the colour itself for the top of the page, a pale tint of
// it for grounds, and for links and buttons a shade of it that can be read on that tint, by day and by night. An unusable
// colour gives those of DefaultTheme.
func ThemeCSS(colour string) string {
	if CheckTheme(colour) != nil {
		colour = DefaultTheme
	}
	accent, _ := parseColour(colour) // checked above
	tint, nightTint := accent.mix(white, 0.92), nightCard.mix(accent, 0.3)
	return fmt.Sprintf(":root{--accent:%s;--link:%s;--deep:%s;--tint:%s}"+
		"@media screen and (prefers-color-scheme:dark){:root{--link:%s;--deep:#ffffff;--tint:%s}}",
		accent, accent.until(MinContrast, tint, rgb{}), accent.mix(rgb{}, 0.3), tint,
		accent.until(nightRatio, nightCard, white), nightTint)
}

// until mixes in more and more of another colour, until the contrast to the ground suffices.
func (c rgb) until(ratio float64, ground, other rgb) rgb {
	mixed := c
	for share := 0.0; share <= 1 && contrastOf(mixed, ground) < ratio; share += 0.02 {
		mixed = c.mix(other, share)
	}
	return mixed
}
