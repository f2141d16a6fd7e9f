package sim

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path"
	"sort"
	"strings"
	"sync/atomic"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// openSpool opens the spool folder and its two parts. Nothing outside it can be reached through an os.Root.
func (s *Server) openSpool() error {
	folder := s.config.Spool
	if folder == "" {
		made, err := os.MkdirTemp("", "bank-")
		if err != nil {
			return err
		}
		folder, s.temporary = made, made
	} else if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	s.spool = root
	return errors.Join(root.MkdirAll(uploadDir, 0o700), root.MkdirAll(reportDir, 0o700))
}

// accept serves connections until the listener is closed.
func (s *Server) accept(listener net.Listener) {
	config := &ssh.ServerConfig{PublicKeyCallback: s.knownKey}
	config.AddHostKey(s.hostKey)
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		if s.listener != listener { // closed in between: this one came too late to be closed with the others
			conn.Close()
		}
		s.connections[conn] = true
		s.mu.Unlock()
		s.background.Go(func() {
			s.serve(conn, config)
			s.mu.Lock()
			delete(s.connections, conn)
			s.mu.Unlock()
			conn.Close()
		})
	}
}

// knownKey lets in the one client.
func (s *Server) knownKey(meta ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
	if meta.User() != user || string(key.Marshal()) != string(s.clientKey.PublicKey().Marshal()) {
		return nil, errors.New("unknown user or key")
	}
	return nil, nil
}

// serve speaks SSH on one connection: sessions that ask for SFTP, nothing else.
func (s *Server) serve(conn net.Conn, config *ssh.ServerConfig) {
	shell, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		s.config.Log.Info("connection not let in", "error", err)
		return
	}
	defer shell.Close()
	s.background.Go(func() { ssh.DiscardRequests(requests) })
	for channel := range channels {
		if channel.ChannelType() != "session" {
			_ = channel.Reject(ssh.UnknownChannelType, "SFTP only")
			continue
		}
		session, wishes, err := channel.Accept()
		if err != nil {
			return
		}
		s.background.Go(func() { s.session(conn, session, wishes) })
	}
}

// session waits for the wish for SFTP and serves it.
func (s *Server) session(conn net.Conn, session ssh.Channel, wishes <-chan *ssh.Request) {
	defer session.Close()
	for wish := range wishes {
		if wish.Type != "subsystem" || !strings.HasSuffix(string(wish.Payload), "sftp") {
			_ = wish.Reply(false, nil)
			continue
		}
		_ = wish.Reply(true, nil)
		s.background.Go(func() { ssh.DiscardRequests(wishes) })
		h := handlers{s, conn}
		server := sftp.NewRequestServer(session, sftp.Handlers{FileGet: h, FilePut: h, FileCmd: h, FileList: h})
		if err := server.Serve(); err != nil && !errors.Is(err, io.EOF) {
			s.config.Log.Info("session ended", "error", err)
		}
		server.Close()
		return
	}
}

// handlers is the spool as one connection sees it.
type handlers struct {
	server *Server
	conn   net.Conn
}

// place turns the client's path into one within the spool.
func place(clientPath string) string {
	inside := strings.TrimPrefix(path.Clean("/"+clientPath), "/")
	if inside == "" {
		return "."
	}
	return inside
}

// Fileread opens a file for reading.
func (h handlers) Fileread(r *sftp.Request) (io.ReaderAt, error) {
	return h.server.spool.Open(place(r.Filepath))
}

// Filewrite opens a file for writing, in the upload folder only.
func (h handlers) Filewrite(r *sftp.Request) (io.WriterAt, error) {
	name := place(r.Filepath)
	if path.Dir(name) != uploadDir {
		return nil, sftp.ErrSSHFxPermissionDenied
	}
	flags := os.O_WRONLY | os.O_CREATE
	if r.Pflags().Trunc {
		flags |= os.O_TRUNC
	}
	if r.Pflags().Excl {
		flags |= os.O_EXCL
	}
	f, err := h.server.spool.OpenFile(name, flags, 0o600)
	if err != nil {
		return nil, err
	}
	h.server.mu.Lock()
	defer h.server.mu.Unlock()
	u := &upload{File: f, conn: h.conn, cutAfter: h.server.cutAfter}
	h.server.cutAfter = 0
	return u, nil
}

// upload is a file that is being written. It cuts the connection when the bank has been told to.
type upload struct {
	*os.File
	conn     net.Conn
	cutAfter int64
	cut      atomic.Bool
}

// WriteAt implements io.WriterAt. The SFTP server calls it from several goroutines.
func (u *upload) WriteAt(b []byte, offset int64) (int, error) {
	if u.cut.Load() {
		return 0, io.ErrClosedPipe
	}
	if u.cutAfter == 0 || offset+int64(len(b)) < u.cutAfter {
		return u.File.WriteAt(b, offset)
	}
	u.cut.Store(true)
	n, _ := u.File.WriteAt(b[:max(0, min(int64(len(b)), u.cutAfter-offset))], offset)
	u.conn.Close()
	return n, io.ErrClosedPipe
}

// Filecmd renames within the upload folder and removes reports and unfinished uploads. A file that gets its final name
// is a file handed over.
func (h handlers) Filecmd(r *sftp.Request) error {
	s, name := h.server, place(r.Filepath)
	switch r.Method {
	case "Rename":
		target := place(r.Target)
		if path.Dir(name) != uploadDir || path.Dir(target) != uploadDir {
			return sftp.ErrSSHFxPermissionDenied
		}
		// Held so that of two renames to one name the second fails, as SFTP's rename must.
		s.mu.Lock()
		defer s.mu.Unlock()
		if _, err := s.spool.Lstat(target); err == nil {
			return sftp.ErrSSHFxFailure
		}
		if err := s.spool.Rename(name, target); err != nil {
			return err
		}
		s.uploads = append(s.uploads, path.Base(target))
		select {
		case s.wake <- struct{}{}:
		default:
		}
		return nil
	case "Remove":
		if path.Dir(name) == reportDir || (path.Dir(name) == uploadDir && strings.HasSuffix(name, ".part")) {
			return s.spool.Remove(name)
		}
		return sftp.ErrSSHFxPermissionDenied
	case "Setstat":
		return nil
	}
	return sftp.ErrSSHFxOpUnsupported
}

// Filelist lists a folder or describes a file.
func (h handlers) Filelist(r *sftp.Request) (sftp.ListerAt, error) {
	name := place(r.Filepath)
	if r.Method != "List" {
		info, err := h.server.spool.Stat(name)
		if err != nil {
			return nil, err
		}
		return listing{info}, nil
	}
	entries, err := fs.ReadDir(h.server.spool.FS(), name)
	if err != nil {
		return nil, err
	}
	var all listing
	for _, e := range entries {
		if info, err := e.Info(); err == nil { // else it went away in between
			all = append(all, info)
		}
	}
	return all, nil
}

// listing is a list of files, handed out in parts.
type listing []fs.FileInfo

// ListAt implements sftp.ListerAt.
func (l listing) ListAt(into []fs.FileInfo, offset int64) (int, error) {
	if offset >= int64(len(l)) {
		return 0, io.EOF
	}
	n := copy(into, l[offset:])
	if n < len(into) {
		return n, io.EOF
	}
	return n, nil
}

// replay reads the files of a kept spool again, in the order in which they came, so that their ids stay taken and what
// was not settled gets settled. They are not answered again, but a settlement may be told twice.
func (s *Server) replay() error {
	entries, err := fs.ReadDir(s.spool.FS(), uploadDir)
	if err != nil {
		return err
	}
	var files []fs.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && !strings.HasSuffix(e.Name(), ".part") {
			files = append(files, info)
		}
	}
	sort.SliceStable(files, func(i, j int) bool { return files[i].ModTime().Before(files[j].ModTime()) })
	for _, f := range files {
		if _, err := s.enter(f.Name(), f.ModTime()); err != nil {
			return err
		}
	}
	return nil
}
