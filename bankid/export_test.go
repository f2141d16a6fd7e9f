package bankid

// CanonicalParts reads a document and returns the canonical form of each element in it, in the order of their start tags.
func CanonicalParts(text []byte) (parts []string, err error) {
	root, err := readXML(text)
	if err != nil {
		return nil, err
	}
	var walk func(*element)
	walk = func(e *element) {
		parts = append(parts, string(e.canonical()))
		for _, child := range e.children() {
			walk(child)
		}
	}
	walk(root)
	return parts, nil
}
