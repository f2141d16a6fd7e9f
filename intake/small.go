package intake

import "sync"

// keptSmalls is how many small pictures are kept: some ten kilobytes each.
const keptSmalls = 128

// smalls are the small pictures that were made last.
type smalls struct {
	mu    sync.Mutex
	made  map[string][]byte
	order []string // the oldest first
}

func (s *smalls) get(name string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	made, ok := s.made[name]
	return made, ok
}

func (s *smalls) put(name string, content []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made == nil {
		s.made = map[string][]byte{}
	}
	if _, there := s.made[name]; there {
		return
	}
	if len(s.order) == keptSmalls {
		delete(s.made, s.order[0])
		s.order = s.order[1:]
	}
	s.made[name], s.order = content, append(s.order, name)
}
