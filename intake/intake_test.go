package intake_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"runtime"
	"strings"
	"testing"

	"bistand/aid"
	"bistand/intake"
)

// corners is a picture whose corners differ: red, green, blue and black, from the upper left by rows, on white.
func corners(width, height int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{255, 255, 255, 255}
			left, right, upper, lower := x < width/4, x >= width-width/4, y < height/4, y >= height-height/4
			switch {
			case left && upper:
				c = color.RGBA{255, 0, 0, 255}
			case right && upper:
				c = color.RGBA{0, 255, 0, 255}
			case left && lower:
				c = color.RGBA{0, 0, 255, 255}
			case right && lower:
				c = color.RGBA{0, 0, 0, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

// seen names the colours of the corners of a picture: "RGBK" for one that is the right way up.
func seen(m image.Image) string {
	b := m.Bounds()
	var text string
	for _, at := range []image.Point{{b.Min.X + 1, b.Min.Y + 1}, {b.Max.X - 2, b.Min.Y + 1}, {b.Min.X + 1, b.Max.Y - 2}, {b.Max.X - 2, b.Max.Y - 2}} {
		r, g, blue, _ := m.At(at.X, at.Y).RGBA()
		switch {
		case r > 0x9000 && g < 0x6000 && blue < 0x6000:
			text += "R"
		case g > 0x9000 && r < 0x6000 && blue < 0x6000:
			text += "G"
		case blue > 0x9000 && r < 0x6000 && g < 0x6000:
			text += "B"
		case r < 0x6000 && g < 0x6000 && blue < 0x6000:
			text += "K"
		default:
			text += "?"
		}
	}
	return text
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// segment is a piece of a JPEG before its picture.
func segment(mark byte, content string) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, mark}, uint16(len(content)+2)), content...)
}

// with puts pieces into a JPEG, right after its start.
func with(file []byte, pieces ...[]byte) []byte {
	return append(append([]byte{0xff, 0xd8}, bytes.Join(pieces, nil)...), file[2:]...)
}

// exif is a segment that tells how a telephone was held, in either order of bytes, among other things.
func exif(order binary.AppendByteOrder, orientation uint16) []byte {
	head := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		head = "MM\x00*"
	}
	b := order.AppendUint16(order.AppendUint32([]byte("Exif\x00\x00"+head), 8), 2)
	b = order.AppendUint32(order.AppendUint32(order.AppendUint16(order.AppendUint16(b, 0x010f), 2), 4), 0x41424344)
	b = order.AppendUint16(order.AppendUint32(order.AppendUint16(order.AppendUint16(b, 0x0112), 3), 1), orientation)
	return segment(0xe1, string(b)+"\x00\x00\x00\x00\x00\x00GPS 55.7047N 13.1910E")
}

// chunk is a piece of a PNG.
func chunk(name string, content []byte) []byte {
	b := append(binary.BigEndian.AppendUint32(nil, uint32(len(content))), name...)
	b = append(b, content...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

const pngStart = "\x89PNG\r\n\x1a\n"

// pngHead is the first chunk of a PNG.
func pngHead(width, height uint32, depth, colour, interlaced byte) []byte {
	b := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	return chunk("IHDR", append(b, depth, colour, 0, 0, interlaced))
}

// kept is what came out.
type kept struct {
	mediaType string
	content   []byte
	same      bool
}

func opener(file []byte) intake.Opener {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil }
}

func take(i *intake.Intake, file []byte) (k kept, err error) {
	err = i.Take(context.Background(), opener(file), func(mediaType string, content io.Reader, same bool) error {
		k.mediaType, k.same = mediaType, same
		if content != nil {
			k.content, err = io.ReadAll(content)
		}
		return err
	})
	return k, err
}

func code(err error) string {
	var fault aid.Error
	if errors.As(err, &fault) {
		return fault.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func decoded(t testing.TB, k kept) image.Image {
	t.Helper()
	m, kind, err := image.Decode(bytes.NewReader(k.content))
	if err != nil || "image/"+kind != k.mediaType {
		t.Fatalf("%d bytes of %s cannot be read as that: %s, %v", len(k.content), k.mediaType, kind, err)
	}
	return m
}

// A photograph comes out the right way up however the telephone was held, in either order of bytes.
func TestX9_PhotographsAreTurnedUpright(t *testing.T) {
	i := intake.New(intake.Memory)
	// What the corners of the stored picture show when the telephone was held so. Source: CIPA DC-008, orientation.
	for orientation, stored := range map[uint16]string{1: "RGBK", 2: "GRKB", 3: "KBGR", 4: "BKRG", 5: "RBGK", 6: "GKRB", 7: "KGBR", 8: "BRKG", 0: "RGBK", 9: "RGBK", 0xffff: "RGBK"} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			width, height := 96, 65
			if orientation >= 5 && orientation <= 8 {
				width, height = 65, 96
			}
			m := image.NewRGBA(image.Rect(0, 0, width, height))
			colours := map[byte]color.RGBA{'R': {255, 0, 0, 255}, 'G': {0, 255, 0, 255}, 'B': {0, 0, 255, 255}, 'K': {0, 0, 0, 255}}
			for y := range height {
				for x := range width {
					m.SetRGBA(x, y, colours[stored[y*2/height*2+x*2/width]])
				}
			}
			k, err := take(i, with(asJPEG(t, m), exif(order, orientation)))
			if err != nil {
				t.Fatalf("orientation %d: %v", orientation, err)
			}
			got := decoded(t, k)
			if seen(got) != "RGBK" || got.Bounds().Dx() != 96 || got.Bounds().Dy() != 65 {
				t.Errorf("orientation %d in %v: the corners are %s in %v", orientation, order, seen(got), got.Bounds())
			}
		}
	}
}

// Nothing of what lies beside the picture is kept: places, names, comments, profiles, or what follows its end.
func TestX9_OnlyThePictureIsKept(t *testing.T) {
	i := intake.New(intake.Memory)
	secret := "Hemlig plats 55.7047N"
	photo := with(asJPEG(t, corners(64, 48)), exif(binary.BigEndian, 1), segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+secret), segment(0xe2, "ICC_PROFILE\x00"+secret), segment(0xfe, secret))
	photo = append(photo, "<script>"+secret+"%PDF-1.7 trailer %%EOF"...)
	flat := asPNG(t, corners(64, 48))
	split := len(pngStart) + 25
	screen := append(append(append([]byte{}, flat[:split]...), bytes.Join([][]byte{chunk("tEXt", []byte("Comment\x00"+secret)), chunk("eXIf", []byte(secret)), chunk("iCCP", []byte("x\x00\x00"+secret))}, nil)...), flat[split:]...)
	screen = append(screen, secret...)
	for name, file := range map[string][]byte{"JPEG": photo, "PNG": screen} {
		k, err := take(i, file)
		if err != nil || k.same {
			t.Fatalf("%s: %v, kept as it came: %t", name, err, k.same)
		}
		for _, word := range []string{"Hemlig", "55.7047", "GPS", "Exif", "ICC", "xap", "script", "PDF", "ABCD"} {
			if bytes.Contains(k.content, []byte(word)) {
				t.Errorf("%s: %q is still there", name, word)
			}
		}
		if got := decoded(t, k); seen(got) != "RGBK" || got.Bounds().Dx() != 64 {
			t.Errorf("%s: the picture is %s in %v", name, seen(got), got.Bounds())
		}
		again, err := take(i, file)
		if err != nil || !bytes.Equal(again.content, k.content) {
			t.Errorf("%s: the same file comes out otherwise the second time: %v", name, err)
		}
	}
}

// Every way to store a picture comes out as the same picture, the large ones smaller; what is not opaque lies on white.
func TestX9_KindsOfPictures(t *testing.T) {
	i := intake.New(intake.Memory)
	base := corners(80, 60)
	gray, paletted := image.NewGray(base.Rect), image.NewPaletted(base.Rect, color.Palette{color.White, color.RGBA{255, 0, 0, 255}, color.RGBA{0, 255, 0, 255}, color.RGBA{0, 0, 255, 255}, color.Black})
	deep, clear16 := image.NewRGBA64(base.Rect), image.NewNRGBA(base.Rect)
	for y := range 60 {
		for x := range 80 {
			gray.Set(x, y, base.At(x, y))
			paletted.Set(x, y, base.At(x, y))
			deep.Set(x, y, base.At(x, y))
			if c := base.RGBAAt(x, y); c != (color.RGBA{255, 255, 255, 255}) {
				clear16.Set(x, y, c)
			}
		}
	}
	for name, test := range map[string]struct {
		file    []byte
		kind    string
		corners string
		width   int
	}{
		"JPEG":                    {asJPEG(t, base), intake.JPEG, "RGBK", 80},
		"grey JPEG":               {asJPEG(t, gray), intake.JPEG, "", 80},
		"PNG":                     {asPNG(t, base), intake.PNG, "RGBK", 80},
		"grey PNG":                {asPNG(t, gray), intake.PNG, "", 80},
		"PNG of a few colours":    {asPNG(t, paletted), intake.PNG, "RGBK", 80},
		"PNG of 16 bits":          {asPNG(t, deep), intake.PNG, "RGBK", 80},
		"PNG that is seen trough": {asPNG(t, clear16), intake.PNG, "RGBK", 80},
		"a wide JPEG":             {asJPEG(t, corners(4000, 400)), intake.JPEG, "RGBK", intake.LongestSide},
		"a large PNG":             {asPNG(t, noise(1300, 1000)), intake.JPEG, "", 1300},
		"one pixel":               {asPNG(t, corners(1, 1)), intake.PNG, "", 1},
		"one row, too long":       {asPNG(t, corners(5000, 1)), intake.PNG, "", intake.LongestSide},
	} {
		k, err := take(i, test.file)
		if err != nil || k.mediaType != test.kind {
			t.Errorf("%s: %s, %v", name, k.mediaType, err)
			continue
		}
		got := decoded(t, k)
		if test.corners != "" && seen(got) != test.corners || got.Bounds().Dx() != test.width {
			t.Errorf("%s: %s in %v", name, seen(got), got.Bounds())
		}
		if r, g, b, a := got.At(got.Bounds().Dx()/2, got.Bounds().Dy()/2).RGBA(); test.corners != "" && min(r, g, b, a) < 0xf000 {
			t.Errorf("%s: its middle is not white but %x %x %x %x", name, r, g, b, a)
		}
	}
}

func noise(width, height int) *image.RGBA {
	m, n := image.NewRGBA(image.Rect(0, 0, width, height)), uint32(1)
	for at := range m.Pix {
		n = n*1664525 + 1013904223
		m.Pix[at] = byte(n>>24) | byte(at&3/3*255)
	}
	return m
}

// A kept picture is turned a quarter to the right, and made small for a list.
func TestX9_KeptPicturesAreTurnedAndMadeSmall(t *testing.T) {
	i := intake.New(intake.Memory)
	for name, file := range map[string][]byte{"JPEG": asJPEG(t, corners(80, 60)), "PNG": asPNG(t, corners(80, 60))} {
		for _, want := range []string{"BRKG", "KBGR", "GKRB", "RGBK"} {
			var k kept
			err := i.Turn(t.Context(), opener(file), func(mediaType string, content io.Reader) (err error) {
				k.mediaType = mediaType
				k.content, err = io.ReadAll(content)
				return err
			})
			if err != nil || k.mediaType != "image/"+strings.ToLower(name) || seen(decoded(t, k)) != want {
				t.Fatalf("%s: %s, %v, want %s", name, k.mediaType, err, want)
			}
			file = k.content
		}
		for _, source := range []intake.Opener{opener(file), func() (io.ReadCloser, error) { return nil, errLine }} { // once made, it is there
			small, err := i.Small(t.Context(), name, source, 40)
			if k := (kept{mediaType: intake.JPEG, content: small}); err != nil || seen(decoded(t, k)) != "RGBK" || decoded(t, k).Bounds().Dy() != 30 {
				t.Errorf("%s made small: %v", name, err)
			}
		}
	}
	if err := i.Turn(t.Context(), opener([]byte(wholePDF)), nil); code(err) != "file.not_picture" {
		t.Errorf("a PDF is turned: %v", err)
	}
}

const wholePDF = "%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"

// What is hostile, broken or of another kind is refused with a word of its own, before it costs memory.
func TestX9_HostileFilesAreRefused(t *testing.T) {
	i := intake.New(intake.Memory)
	photo, screen := asJPEG(t, noise(120, 90)), asPNG(t, noise(120, 90))
	frame := bytes.Index(photo, []byte{0xff, 0xc0})
	sized := func(width, height uint16) []byte {
		file := bytes.Clone(photo)
		binary.BigEndian.PutUint16(file[frame+5:], height)
		binary.BigEndian.PutUint16(file[frame+7:], width)
		return file
	}
	scan := bytes.Index(photo, []byte{0xff, 0xda})
	var zeros bytes.Buffer
	z := zlib.NewWriter(&zeros)
	_, _ = z.Write(make([]byte, 30<<20))
	_ = z.Close()
	bomb := func(width, height uint32, depth, colour byte) []byte {
		return append(append([]byte(pngStart), pngHead(width, height, depth, colour, 0)...), append(chunk("IDAT", zeros.Bytes()), chunk("IEND", nil)...)...)
	}
	for name, test := range map[string]struct {
		file []byte
		want string
	}{
		"65535 × 65535 in the header of a JPEG":  {sized(65535, 65535), "file.too_many_pixels"},
		"a JPEG of no height":                    {sized(120, 0), "file.broken"},
		"a JPEG larger than its data":            {sized(4000, 4000), "file.broken"},
		"a JPEG cut off":                         {photo[:len(photo)*2/3], "file.broken"},
		"a JPEG cut off in its header":           {photo[:40], "file.broken"},
		"a JPEG of three bytes":                  {photo[:3], "file.broken"},
		"a JPEG with two sizes":                  {append(bytes.Clone(photo[:frame]), append(bytes.Clone(sized(10, 10)[frame:frame+19]), photo[frame:]...)...), "file.broken"},
		"a JPEG of endless passes":               {append(bytes.Clone(photo[:scan]), bytes.Repeat(photo[scan:scan+14], 100)...), "file.broken"},
		"a picture of another process":           {bytes.Replace(photo, []byte{0xff, 0xc0}, []byte{0xff, 0xc9}, 1), "file.broken"},
		"PNG bomb of 65535 × 65535":              {bomb(65535, 65535, 8, 2), "file.too_many_pixels"},
		"PNG bomb of 2³¹ − 1 squared":            {bomb(1<<31-1, 1<<31-1, 8, 6), "file.broken"},
		"PNG bomb of 16 bits":                    {bomb(7900, 7900, 16, 6), "file.too_many_pixels"},
		"a PNG larger than its data":             {bomb(5000, 5000, 8, 0), "file.broken"},
		"a PNG cut off":                          {screen[:len(screen)/2], "file.broken"},
		"a PNG cut off in its header":            {screen[:20], "file.broken"},
		"a PNG with a false sum":                 {append(bytes.Clone(screen[:len(screen)-4]), 1, 2, 3, 4), "file.broken"},
		"GIF called .jpg":                        {[]byte("GIF89a\x01\x00\x01\x00"), "file.type_named"},
		"Word document":                          {[]byte("PK\x03\x04word/document.xml"), "file.type_named"},
		"HTML as .pdf":                           {[]byte("<HTML><script>alert(1)</script>%PDF-1.7"), "file.type_named"},
		"a program":                              {[]byte("MZ\x90\x00"), "file.type"},
		"plain text":                             {[]byte("Kontoutdrag"), "file.type"},
		"one byte":                               {[]byte{0}, "file.type"},
		"an iPhone's picture":                    {[]byte(fileType("heic", "mif1", "heic")), "file.heic"},
		"WebP":                                   {[]byte("RIFF\x00\x00\x00\x00WEBPVP8 "), "file.type_named"},
		"a film":                                 {[]byte(fileType("isom", "mp41")), "file.type_named"},
		"PDF without its end":                    {[]byte(wholePDF[:60]), "file.broken"},
		"PDF whose end lies far before the file": {[]byte(wholePDF + strings.Repeat("\n", 2000)), "file.broken"},
		"PDF with a password":                    {[]byte(strings.Replace(wholePDF, "/Root", "/Encrypt 7 0 R/Root", 1)), "file.encrypted"},
		"PDF with a password, written otherwise": {[]byte(strings.Replace(wholePDF, "/Root", "/#45n#63rypt<</V 5>>/Root", 1)), "file.encrypted"},
		"PDF with a script":                      {[]byte(strings.Replace(wholePDF, "/Type", "/OpenAction<</S/JavaScript/JS(app.alert)>>/Type", 1)), "file.active"},
		"PDF with a script, written otherwise":   {[]byte(strings.Replace(wholePDF, "/Type", "/OpenAction<</S/J#61vaScript>>/Type", 1)), "file.active"},
		"PDF that starts a program":              {[]byte(strings.Replace(wholePDF, "/Type", "/AA<</O<</S /Launch/F(cmd.exe)>>>>/Type", 1)), "file.active"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		k, err := take(i, test.file)
		runtime.ReadMemStats(&after)
		if code(err) != test.want || k.content != nil || k.same {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 90<<20 {
			t.Errorf("%s: took %d MB", name, used>>20)
		}
	}
}

// What looks dangerous and is not, is kept.
func TestX9_HarmlessFilesAreKept(t *testing.T) {
	i := intake.New(intake.Memory)
	photo := asJPEG(t, corners(64, 48))
	var zeros bytes.Buffer
	z := zlib.NewWriter(&zeros)
	_, _ = z.Write(make([]byte, 90<<20))
	_ = z.Close()
	screen, head := asPNG(t, corners(64, 48)), len(pngStart)+25
	packed := append(append(bytes.Clone(screen[:head]), append(chunk("zTXt", append([]byte("Comment\x00\x00"), zeros.Bytes()...)), chunk("iCCP", append([]byte("x\x00\x00"), zeros.Bytes()...))...)...), screen[head:]...)
	stream := "5 0 obj\n<</Length 40>>\nstream\n/Encrypt 1 0 R /JavaScript endstrea\nendstream\nendobj\n"
	for name, file := range map[string][]byte{
		"a PDF":                              []byte(wholePDF),
		"a PDF with words in its data":       []byte(strings.Replace(wholePDF, "trailer", stream+"trailer", 1)),
		"a PNG whose texts unpack to 180 MB": packed,
		"a PDF with a file in it, as signed agreements have": []byte(strings.Replace(wholePDF, "trailer", "6 0 obj\n<</Type/EmbeddedFile/Length 6>>\nstream\n<html>\nendstream\nendobj\ntrailer", 1)),
		"a PDF with an archive after it":                     []byte(wholePDF + "PK\x05\x06" + strings.Repeat("\x00", 18)),
		"a PDF that tells of a script":                       []byte(strings.Replace(wholePDF, "trailer", "(JavaScript Launch)\ntrailer", 1)),
		"a PDF with junk after its end":                      []byte(wholePDF + strings.Repeat("\x00", 900)),
		"a JPEG with 64 KB of EXIF, twenty":                  with(photo, bytes.Repeat(segment(0xe1, "Exif\x00\x00"+strings.Repeat("x", 65000)), 20)),
		"a JPEG with an EXIF of nothing":                     with(photo, segment(0xe1, "Exif\x00\x00")),
		"a JPEG with an EXIF that points on":                 with(photo, segment(0xe1, "Exif\x00\x00II*\x00\xff\xff\xff\xff")),
		"a JPEG with a PDF after it":                         append(bytes.Clone(photo), wholePDF...),
		"a JPEG with a JPEG in its EXIF":                     with(photo, segment(0xe1, "Exif\x00\x00"+string(asJPEG(t, corners(8, 8))))),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		k, err := take(i, file)
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 20<<20 {
			t.Errorf("%s: took %d MB", name, used>>20)
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !k.same && seen(decoded(t, k)) != "RGBK" {
			t.Errorf("%s: came out as %s", name, seen(decoded(t, k)))
		}
	}
}

var errLine = errors.New("line cut")

// A disk that fails is no fault of the picture.
func TestFailingReadersAreTold(t *testing.T) {
	i := intake.New(intake.Memory)
	for _, file := range [][]byte{asJPEG(t, noise(200, 200)), asPNG(t, noise(200, 200)), []byte(wholePDF)} {
		for _, at := range []int{0, 30, 700, len(file) / 2, len(file) - 1} {
			open := func() (io.ReadCloser, error) {
				return io.NopCloser(io.MultiReader(bytes.NewReader(file[:min(at, len(file))]), broken{})), nil
			}
			if err := i.Take(t.Context(), open, nil); !errors.Is(err, errLine) {
				t.Errorf("%.4q broken at %d: %v", file, at, err)
			}
		}
	}
	if err := i.Take(t.Context(), func() (io.ReadCloser, error) { return nil, errLine }, nil); !errors.Is(err, errLine) {
		t.Errorf("a file that cannot be opened: %v", err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errLine }
