package site

import (
	"io"
	"mime"
	"net/http"
	"strconv"

	"bistand/aid"
)

// SendAttachment sends a file that was handed in. It is always a download: what others made is never shown as a page of ours.
// One in which a virus was found after it had come in is not sent.
func (v *Visit) SendAttachment(a aid.Attachment) error {
	if err := v.Desk().Safe(v.Ctx(), a.ID); err != nil {
		return err
	}
	file, err := v.Desk().Files.Open(v.Ctx(), a.SHA256, a.Size)
	if err != nil {
		return err
	}
	defer file.Close()
	return v.Download(a.Name, a.MediaType, a.Size, file)
}

// Download sends bytes to be saved, never to be shown.
func (v *Visit) Download(name, mediaType string, size int64, content io.Reader) error {
	h := v.W.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	v.W.WriteHeader(http.StatusOK)
	if _, err := io.Copy(v.W, content); err != nil {
		// The length has been promised: breaking off is the only way left to say that the file is not whole.
		panic(http.ErrAbortHandler)
	}
	return nil
}
