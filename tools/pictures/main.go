// Command pictures makes the pictures of the help and of the documents from a journey's screenshots: the upper part of each page,
// in the few colours that it mostly has, so that all of them are small; those of the help are in the program.
//
//	go run ./tools/pictures -height 700 -limit 300 build/journey/help web/public/pictures
package main

import (
	"cmp"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// colours is how many a picture may have.
const colours = 32

// What pictures may be: pixels from above, and kilobytes of each and of all together.
var (
	height = flag.Int("height", 700, "pixels, from above")
	each   = flag.Int64("each", 120, "most kilobytes of a picture")
	limit  = flag.Int64("limit", 300, "most kilobytes of all pictures")
)

func main() {
	flag.Parse()
	if flag.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "usage: pictures SCREENSHOTS TO")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), flag.Arg(1)); err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

// run makes a picture of each screenshot "NN-name.png".
func run(from, to string) error {
	files, err := filepath.Glob(filepath.Join(from, "[0-9][0-9]-*.png"))
	if err == nil && len(files) == 0 {
		err = os.ErrNotExist
	}
	if err != nil {
		return fmt.Errorf("find screenshots in %s: %w", from, err)
	}
	total := int64(0)
	for _, file := range files {
		_, name, _ := strings.Cut(filepath.Base(file), "-")
		size, err := reduce(file, filepath.Join(to, name))
		if err != nil {
			return err
		}
		fmt.Printf("%s: %d bytes\n", name, size)
		if size > *each<<10 {
			return fmt.Errorf("%s has %d bytes, want at most %d kilobytes", name, size, *each)
		}
		total += size
	}
	if total > *limit<<10 {
		return fmt.Errorf("%d bytes in all, want at most %d kilobytes", total, *limit)
	}
	return nil
}

// reduce cuts a screenshot and writes it in its commonest colours.
func reduce(from, to string) (int64, error) {
	in, err := os.Open(from)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	shot, err := png.Decode(in)
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", from, err)
	}
	cut := image.NewRGBA(image.Rect(0, 0, shot.Bounds().Dx(), *height))
	draw.Draw(cut, cut.Bounds(), image.NewUniform(shot.At(1, shot.Bounds().Max.Y-1)), image.Point{}, draw.Src) // a short page goes on as it ends
	draw.Draw(cut, cut.Bounds().Intersect(shot.Bounds()), shot, image.Point{}, draw.Src)
	small := image.NewPaletted(cut.Bounds(), commonest(cut))
	draw.Draw(small, small.Bounds(), cut, image.Point{}, draw.Src) // the nearest colour for each pixel
	out, err := os.Create(to)
	if err != nil {
		return 0, err
	}
	defer out.Close()
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(out, small); err != nil {
		return 0, fmt.Errorf("write %s: %w", to, err)
	}
	info, err := out.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// commonest lists the colours that the most pixels have, so that the same screenshot always gives the same picture.
func commonest(p *image.RGBA) color.Palette {
	count := map[color.RGBA]int{}
	for y := range p.Rect.Dy() {
		for x := range p.Rect.Dx() {
			count[p.RGBAAt(x, y)]++
		}
	}
	var all []color.RGBA
	for c := range count {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var palette color.Palette
	for _, c := range all[:min(colours, len(all))] {
		palette = append(palette, c)
	}
	return palette
}
