package ssbtek

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"

	"bistand/aid"
)

// node is any value of a JSON document. LEFI is read this way, not into types, since its payments come in two forms, its codes as
// objects or as texts, and a single item at times where a list is promised.
type node struct{ value any }

// parseJSON reads one document and nothing after it.
func parseJSON(text []byte) (node, bool) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return node{}, false
	}
	_, err := decoder.Token()
	return node{value}, err == io.EOF
}

// at returns a member of an object, or nothing.
func (n node) at(keys ...string) node {
	object, _ := n.value.(map[string]any)
	for _, k := range keys {
		if v, ok := object[k]; ok && v != nil {
			return node{v}
		}
	}
	return node{}
}

// list returns the items of a list, or a single item as one.
func (n node) list() []node {
	switch v := n.value.(type) {
	case nil:
		return nil
	case []any:
		list := make([]node, len(v))
		for i := range v {
			list[i] = node{v[i]}
		}
		return list
	}
	return []node{n}
}

// members returns the values of an object, whatever their keys, or the items of a list.
func (n node) members() []node {
	object, ok := n.value.(map[string]any)
	if !ok {
		return n.list()
	}
	var values []node
	for _, v := range object {
		values = append(values, node{v})
	}
	return values
}

func (n node) exists() bool { return n.value != nil }

func (n node) isObject() bool {
	_, ok := n.value.(map[string]any)
	return ok
}

// text returns a text, a number or a truth value as text; "" for anything else.
func (n node) text() string {
	switch v := n.value.(type) {
	case string:
		return plain(v)
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// code is a code of an authority's with its name.
type code struct{ id, name string }

// code reads {id or kod, beskrivning or namn}, or a text that is the name.
func (n node) code() code {
	if n.isObject() {
		return code{n.at("id", "kod").text(), name(n.at("beskrivning", "namn").text())}
	}
	return code{name: name(n.text())}
}

// amount reads kronor, or {summa, valuta} in Swedish kronor. Nothing is 0.
func (n node) amount() (aid.Ore, bool) {
	if n.isObject() {
		if currency := n.at("valuta").text(); currency != "" && currency != "SEK" {
			return 0, false
		}
		n = n.at("summa")
	}
	if !n.exists() {
		return 0, true
	}
	return readAmount(n.text())
}
