package citizen

import (
	"bistand/aid"
	"bistand/web/site"
)

// takePiece takes in a piece of a file from those whose case is open to them.
func takePiece(v *site.Visit) error {
	if !v.Admitted() {
		return aid.ErrForbidden
	}
	return v.TakePiece()
}
