package ui

import "strings"

// upload is what the script says while it sends a form, see UploadLine: it puts which file it is, and of how many, in place of %n
// and %m.
func (c Ctx) upload(next, event string) string {
	if next == "" {
		return c.L.T("upload." + event)
	}
	return c.L.T("upload.file."+event, "n", "%n", "total", "%m")
}

// pieces is where the script sends the pieces of a file, before its id.
func (c Ctx) pieces() string {
	if strings.HasPrefix(c.Path, "/handlaggning/") {
		return "/handlaggning/filer/"
	}
	return "/filer/"
}
