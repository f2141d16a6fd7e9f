package citizen_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bistand/aid"
	"bistand/blob"
	"bistand/clamd"
	clamdsim "bistand/clamd/sim"
	"bistand/connect"
	"bistand/intake"
	"bistand/store/storetest"
	"bistand/web/webtest"
)

// photograph is a JPEG; no two of different sizes are the same.
func photograph(t testing.TB, width, height int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range m.Pix {
		m.Pix[i] = byte(i/7 | 3)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func screenshot(t testing.TB) []byte {
	t.Helper()
	m := image.NewPaletted(image.Rect(0, 0, 60, 90), color.Palette{color.White, color.Black})
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// add hands files in as one form does.
func (c *couple) add(kind string, files map[string][]byte, order ...string) *webtest.Page {
	c.t.Helper()
	form := c.asa.Get(c.draft+"/bilagor").Form(c.draft+"/bilagor").Set("kind", kind)
	for _, name := range order {
		form.Attach("file", name, files[name])
	}
	return form.Submit()
}

// files counts what lies in the file store, finished or not.
func (c *couple) files(dir string) (kept, half int) {
	c.t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil {
		c.t.Fatal(err)
	}
	for _, name := range all {
		if filepath.Base(filepath.Dir(name)) == "tmp" {
			half++
		} else {
			kept++
		}
	}
	return kept, half
}

// ownFiles gives the municipality a file store that the test can look into.
func (c *couple) ownFiles() string {
	c.t.Helper()
	dir := c.t.TempDir()
	disk, err := blob.OpenDisk(dir, make([]byte, blob.KeySize), zeros{})
	if err != nil {
		c.t.Fatal(err)
	}
	c.Lund.Tenant.Desk.Files = connect.Files{Store: disk, Uploads: disk, Intake: intake.New(intake.Memory)}
	return dir
}

// zeros counts up, so that no two files share a name.
type zeros struct{}

var counter = make(chan byte, 1)

func init() { counter <- 0 }

// Read implements io.Reader.
func (zeros) Read(p []byte) (int, error) {
	n := <-counter
	counter <- n + 1
	for i := range p {
		p[i] = n
	}
	return len(p), nil
}

// Several photographs of one thing are one document with pages, each of which can be seen, turned and taken away.
func TestX9_SeveralPhotographsAreOneDocument(t *testing.T) {
	c := meet(t, "sqlite").begin()
	path := c.draft + "/bilagor"
	one, two, three := photograph(t, 60, 40), photograph(t, 64, 40), photograph(t, 68, 40)
	c.add("rent", map[string][]byte{"IMG_1.jpg": one, "IMG_2.jpg": two}, "IMG_1.jpg", "IMG_2.jpg").At(path)
	c.add("bank_statement", map[string][]byte{"konto.pdf": pdf}, "konto.pdf")
	p := c.add("rent", map[string][]byte{"IMG_3.jpg": three}, "IMG_3.jpg").At(path).Want(200, "Hyresavi 3 sidor", "Sida 1", "Sida 3", "Kontoutdrag 1 fil")
	if strings.Index(p.Text(), "Kontoutdrag 1 fil") > strings.Index(p.Text(), "Hyresavi 3 sidor") {
		t.Error("documents do not stand in the order of their kinds")
	}
	list := c.content().Attachments
	small := c.asa.Once(http.MethodGet, "/bilagor/"+string(list[0].ID)+"/liten", nil, "")
	if small.Status != 200 || small.Header.Get("Content-Type") != "image/jpeg" || small.Header.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.Contains(small.Header.Get("Content-Security-Policy"), "sandbox") || small.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("a small picture: %d %v", small.Status, small.Header)
	}
	size, err := jpeg.DecodeConfig(strings.NewReader(small.Body))
	if err != nil || size.Width != 60 || size.Height != 40 {
		t.Errorf("a small picture of %d × %d: %v", size.Width, size.Height, err)
	}
	turn := p.Form(path + "/vrid")
	turn.Submit().At(path).Want(200, "Hyresavi 3 sidor")
	turn.Submit().At(path) // pressed twice
	now := c.content().Attachments
	if len(now) != 4 || now[0].ID == list[0].ID || now[1] != list[1] {
		t.Fatalf("after turning: %+v", now)
	}
	size, err = jpeg.DecodeConfig(strings.NewReader(c.asa.Get("/bilagor/" + string(now[0].ID)).Body))
	if err != nil || size.Width != 40 || size.Height != 60 {
		t.Errorf("turned to %d × %d: %v", size.Width, size.Height, err)
	}
	c.asa.Get(c.draft+"/kontrollera").Want(200, "Hyresavi, 3 sidor", "Sida 2", "Kontoutdrag, 1 fil")
	p.Form(path+"/ta-bort").Set("bilaga", string(now[1].ID)).Submit().At(path).Want(200, "Hyresavi 2 sidor")
	c.asa.Get(path).Form(path+"/vrid").Set("bilaga", string(list[2].ID)).Submit().Want(422, "Bara foton går att vrida")
}

// Places and names in a photograph do not reach us, and a picture of a screen stays sharp.
func TestX9_OnlyThePictureIsKeptOfAPhotograph(t *testing.T) {
	c := meet(t, "sqlite").begin()
	photo := photograph(t, 60, 40)
	secret := "Exif\x00\x00GPS 55.7047N"
	photo = append(append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(secret) + 2)}, secret...), photo[2:]...)
	c.add("receipt", map[string][]byte{"kvitto.png": photo, "skärm.jpg": screenshot(t)}, "kvitto.png", "skärm.jpg").Want(200, "kvitto.jpg", "skärm.png")
	for i, want := range []string{"image/jpeg", "image/png"} {
		got := c.asa.Get("/bilagor/" + string(c.content().Attachments[i].ID))
		if got.Header.Get("Content-Type") != want || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") || strings.Contains(got.Body, "GPS") {
			t.Errorf("attachment %d: %v", i, got.Header)
		}
	}
}

// Each hostile file is refused with words of its own, in the reader's language, without a fault of ours; nothing is kept.
func TestX9_HostileFilesAreRefusedInWords(t *testing.T) {
	c := meet(t, "sqlite").begin()
	dir := c.ownFiles()
	daemon, err := clamdsim.Start("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(daemon.Stop)
	client, err := clamd.New(clamd.Config{Address: daemon.Address(), Now: c.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	c.Lund.Tenant.Desk.Scanner = connect.Scanner{Client: client}
	photo := photograph(t, 60, 40)
	frame := bytes.Index(photo, []byte{0xff, 0xc0})
	flood := bytes.Clone(photo)
	copy(flood[frame+5:], []byte{0xff, 0xff, 0xff, 0xff})
	bomb := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\xff\xff\x00\x00\xff\xff\x08\x06\x00\x00\x00"), 0x0b, 0xf0, 0x41, 0x3d)
	for name, test := range map[string]struct {
		file []byte
		code string
	}{
		"a JPEG of 65535 × 65535":        {flood, "file.too_many_pixels"},
		"a PNG whose header is false":    {bomb, "file.broken"},
		"a photograph that is cut off":   {photo[:len(photo)/2], "file.broken"},
		"a GIF that calls itself a JPEG": {[]byte("GIF89a\x01\x00\x01\x00\x00"), "file.type_named"},
		"HTML that calls itself a PDF":   {[]byte("<html><script>alert(1)</script>"), "file.type_named"},
		"a PDF that is cut off":          {pdf[:20], "file.broken"},
		"a PDF with a password":          {bytes.Replace(pdf, []byte("%%EOF"), []byte("trailer<</Encrypt 1 0 R>>%%EOF"), 1), "file.encrypted"},
		"a PDF with a script":            {bytes.Replace(pdf, []byte("%%EOF"), []byte("1 0 obj<</S/JavaScript>>%%EOF"), 1), "file.active"},
		"the test virus":                 {append(bytes.Clone(pdf), clamdsim.EICAR+"%%EOF"...), "file.virus"},
		"no bytes at all":                {nil, "file.empty"},
		"an iPhone's own format":         {append([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), make([]byte, 600)...), "file.heic"},
	} {
		for _, language := range []string{"sv", "en", "so", "ar", "kmr", "ti"} {
			c.asa.Get("/sprak/" + language)
			p := c.asa.Get(c.draft+"/bilagor").Form(c.draft+"/bilagor").Set("kind", "rent").Attach("file", "../../hyra\u202e.pdf", test.file).Submit()
			words := c.Lund.Tenant.Languages.For(language)
			kind := map[bool]string{true: "GIF", false: "HTML"}[strings.HasPrefix(string(test.file), "GIF")]
			if want := words.T("error."+test.code, "type", kind); p.Status != 422 || !strings.Contains(p.Text(), want) {
				t.Errorf("%s in %s: %d, without %q", name, language, p.Status, want)
			}
		}
	}
	c.asa.Get("/sprak/sv")
	if kept, half := c.files(dir); kept != 0 || half != 0 || len(c.content().Attachments) != 0 {
		t.Errorf("%d files kept, %d half, %d attachments", kept, half, len(c.content().Attachments))
	}
	long := strings.Repeat("å", 500) + ".pdf"
	c.add("rent", map[string][]byte{long: pdf}, long).Want(200, strings.Repeat("å", 96)+".pdf")
}

// A line that is cut in the middle of a file leaves nothing half stored, wherever it is cut.
func TestX9_ALineThatIsCutLeavesNothing(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine).begin()
			dir := c.ownFiles()
			path := c.draft + "/bilagor"
			var body bytes.Buffer
			m := multipart.NewWriter(&body)
			form := c.asa.Get(path).Form(path)
			_ = m.WriteField("nyckel", form.Fields.Get("nyckel"))
			_ = m.WriteField("kind", "rent")
			file, _ := m.CreateFormFile("file", "foto.jpg")
			_, _ = file.Write(photograph(t, 900, 700))
			_ = m.Close()
			request := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n",
				path, c.Lund.Host, c.asa.CookieHeader(), m.FormDataContentType(), body.Len())
			for _, at := range []int{0, 300, 2000, body.Len() / 2, body.Len() - 60} {
				conn, err := net.Dial("tcp", c.Addr)
				if err != nil {
					t.Fatal(err)
				}
				_, _ = io.WriteString(conn, request)
				_, _ = conn.Write(body.Bytes()[:at])
				time.Sleep(20 * time.Millisecond)
				conn.Close()
			}
			deadline := time.Now().Add(5 * time.Second)
			for _, half := c.files(dir); half != 0 && time.Now().Before(deadline); _, half = c.files(dir) {
				time.Sleep(20 * time.Millisecond)
			}
			if kept, half := c.files(dir); kept != 0 || half != 0 || len(c.content().Attachments) != 0 {
				t.Errorf("%d files kept, %d half, %d attachments", kept, half, len(c.content().Attachments))
			}
			conn, err := net.Dial("tcp", c.Addr)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_, _ = io.WriteString(conn, request)
			_, _ = conn.Write(body.Bytes())
			answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil || answer.StatusCode != http.StatusSeeOther || len(c.content().Attachments) != 1 {
				t.Errorf("the whole of the same request: %v, %v", answer, err)
			}
		})
	}
}

// What the script sends: one file with its sum under a key of its own, fifty times at once, is taken in once; a sum that does not
// hold is refused as what it is.
func TestX9_OneFileAtATimeWithItsSum(t *testing.T) {
	for _, engine := range storetest.Engines {
		t.Run(engine, func(t *testing.T) {
			c := meet(t, engine).begin()
			path := c.draft + "/bilagor"
			photo := photograph(t, 60, 40)
			sum := sha256.Sum256(photo)
			form := c.asa.Get(path).Form(path).Set("kind", "rent").Set("sha256", hex.EncodeToString(sum[:])).Attach("file", "foto.jpg", photo)
			c.fifty(form)
			if n := len(c.content().Attachments); n != 1 {
				t.Fatalf("%d attachments", n)
			}
			c.asa.Get(path).Form(path + "/ta-bort").Submit().At(path)
			form.Submit().At(path)
			if n := len(c.content().Attachments); n != 0 {
				t.Errorf("a file that was taken away came back: %d", n)
			}
			sum[0] ^= 1
			c.asa.Get(path).Form(path).Set("kind", "rent").Set("sha256", hex.EncodeToString(sum[:])).Attach("file", "foto.jpg", photo).
				Submit().Want(422, "Filen kom inte fram hel")
			if n := len(c.content().Attachments); n != 0 {
				t.Errorf("%d attachments", n)
			}
		})
	}
}

// What was sent last month is ticked, not photographed again; what was brought to the office is told with its day.
func TestX9_ReuseAndHandedInOtherwise(t *testing.T) {
	c := meet(t, "sqlite").begin()
	path := c.draft + "/bilagor"
	p := c.asa.Get(path).Want(200, "Använd något du redan har skickat", "kontoutdrag oktober.pdf", "oktober 2026")
	p.Form(path+"/ateranvand").Submit().Want(422, "Välj minst en bilaga")
	old := c.facts.Attachment
	dir := c.ownFiles()
	_, err := c.Lund.Tenant.Desk.Files.Take(t.Context(), bytes.NewReader(pdf), 1<<20, func(io.Reader) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	// The file of the world's October was never on a disk: that is a fault of ours, and told as one.
	if got := p.Form(path+"/ateranvand").Set("bilaga", string(old.ID)).SubmitOnce(); got.Status == 303 {
		t.Error("a file that is not there was used again")
	}
	if n, _ := c.files(dir); n != 1 {
		t.Errorf("%d files", n)
	}
	today := aid.SwedishDate(c.Clock.Now())
	form := func() *webtest.Form { return c.asa.Get(path).Form(path + "/lamnat") }
	form().Submit().Want(422, "Välj ett alternativ", "Skriv dagen när du lämnade det")
	form().Set("otherwise_kind", "income").Set("otherwise_way", "post").Set("otherwise_on", "2027-13-45").Submit().Want(422, "Skriv dagen")
	form().Set("otherwise_kind", "income").Set("otherwise_way", "post").Set("otherwise_on", today.AddDays(3).String()).Submit().Want(422, "Skriv dagen")
	good := form().Set("otherwise_kind", "bank_statement").Set("otherwise_way", "office").Set("otherwise_on", today.String()).Set("otherwise_note", "<b>Två</b> konton")
	c.fifty(good)
	p = c.asa.Get(path).Want(200, "Lämnat på kontoret", "<b>Två</b> konton")
	list := c.content().Attachments
	if len(list) != 1 || list[0].Way != "office" || list[0].On != today || strings.Contains(p.Body, "<b>Två") {
		t.Errorf("the list is %+v", list)
	}
	c.asa.Get(c.draft+"/kontrollera").Want(200, "Lämnat på kontoret")
	if strings.Contains(c.asa.Get(c.draft+"/kontrollera").Text(), "Lägg till ett kontoutdrag") {
		t.Error("a statement that was brought to the office does not count")
	}
	p.Form(path+"/ta-bort").Submit().At(path).Want(200, "Inga bilagor ännu")
}
