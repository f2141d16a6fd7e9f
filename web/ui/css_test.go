package ui

import (
	"maps"
	"regexp"
	"strings"
	"testing"
)

var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	// Sides by the compass do not mirror in a language that runs from the right.
	physical = regexp.MustCompile(`(?:^|[;{\s])((?:margin|padding|border|inset)-(?:left|right|top|bottom)[a-z-]*|left|right|top|bottom|float|clear|width|height|(?:max|min)-(?:width|height)|text-align:\s*(?:left|right))\s*[:;]`)
	token    = regexp.MustCompile(`--([a-z-]+):(#[0-9a-f]{3,6})`)
)

func TestStyleSheetIsLogicalSmallAndOurOwn(t *testing.T) {
	css := cssComment.ReplaceAllString(AppCSS, "")
	rules := regexp.MustCompile(`@media[^{]*`).ReplaceAllString(css, "")
	if m := physical.FindStringSubmatch(rules); m != nil {
		t.Errorf("physical property %q", m[1])
	}
	if strings.Contains(css, "url(") || strings.Contains(css, "@import") || strings.Contains(css, "@font-face") {
		t.Error("the style sheet loads something more")
	}
	if open, closed := strings.Count(css, "{"), strings.Count(css, "}"); open != closed {
		t.Errorf("%d { and %d }", open, closed)
	}
	if n := gzipped(t, AppCSS); n > 8192 {
		t.Errorf("%d bytes compressed, want at most 8192", n)
	}
	for _, want := range []string{"prefers-color-scheme:dark", "forced-colors:active", "prefers-reduced-motion", "@media print"} {
		if !strings.Contains(css, want) {
			t.Errorf("no rules for %s", want)
		}
	}
	if strings.Contains(css, "@media (prefers-color-scheme") {
		t.Error("dark colours outside screen would reach paper")
	}
}

func TestScriptsAreSmall(t *testing.T) {
	for name, script := range map[string]string{"app.js": AppJS, "upload.js": UploadJS} {
		if len(script) > 5120 {
			t.Errorf("%s: %d bytes, want at most 5120", name, len(script))
		}
	}
}

// tokens reads the colours of a part of the style sheet.
func tokens(part string) map[string]string {
	found := map[string]string{}
	for _, m := range token.FindAllStringSubmatch(part, -1) {
		colour := m[2]
		if len(colour) == 4 {
			colour = "#" + strings.Repeat(colour[1:2], 2) + strings.Repeat(colour[2:3], 2) + strings.Repeat(colour[3:4], 2)
		}
		found[m[1]] = colour
	}
	return found
}

// themes are the colours of light and dark with a municipality's own put in.
func themes(t *testing.T, accent string) map[string]map[string]string {
	t.Helper()
	const darkStart = "@media screen and (prefers-color-scheme:dark){:root{"
	lightPart, rest, ok := strings.Cut(AppCSS, darkStart)
	if !ok {
		t.Fatal("no dark colours")
	}
	darkPart, _, _ := strings.Cut(rest, "}}")
	themeLight, themeDark, _ := strings.Cut(ThemeCSS(accent), darkStart)
	light := tokens(lightPart)
	maps.Copy(light, tokens(themeLight))
	light["btn"] = light["link"]
	dark := maps.Clone(light)
	maps.Copy(dark, tokens(darkPart))
	maps.Copy(dark, tokens(themeDark))
	dark["btn"] = dark["link"]
	return map[string]map[string]string{"light": light, "dark": dark}
}

func TestColoursCanBeRead(t *testing.T) {
	pairs := [][2]string{
		{"ink", "ground"},
		{"ink", "card"},
		{"ink", "tint"},
		{"ink", "warn-g"},
		{"ink", "ok-g"},
		{"soft", "ground"},
		{"soft", "card"},
		{"soft", "plain-g"},
		{"soft", "tint"},
		{"link", "card"},
		{"link", "ground"},
		{"link", "tint"},
		{"on", "btn"},
		{"on", "deep"},
		{"on", "bad"},
		{"ok", "ok-g"},
		{"warn", "warn-g"},
		{"bad", "bad-g"},
		{"bad", "card"},
		{"bad", "ground"},
	}
	for _, accent := range []string{DefaultTheme, "#00629b", "#b3123d", "#2f6f3e", "#5c2483", "#1a1a1a", "#767676"} {
		for name, colours := range themes(t, accent) {
			for _, p := range pairs {
				ratio, err := Contrast(colours[p[0]], colours[p[1]])
				if err != nil {
					t.Fatalf("%s and %s: %v", p[0], p[1], err)
				}
				if ratio < MinContrast {
					t.Errorf("%s %s: --%s on --%s has contrast %.2f", accent, name, p[0], p[1], ratio)
				}
			}
		}
	}
}

func TestThemeColourMustCarryWhiteText(t *testing.T) {
	for colour, ok := range map[string]bool{"#005b8c": true, "#767676": true, "#ffcc00": false, "#888888": false, "blue": false, "#12345g": false, "": false} {
		if err := CheckTheme(colour); (err == nil) != ok {
			t.Errorf("%q: %v, want ok %v", colour, err, ok)
		}
	}
	if ratio, err := Contrast("#000000", "#ffffff"); err != nil || ratio != 21 {
		t.Errorf("black on white: %v %v, want 21", ratio, err)
	}
	if ThemeCSS("#ffcc00") != ThemeCSS(DefaultTheme) {
		t.Error("an unusable colour is used")
	}
}
