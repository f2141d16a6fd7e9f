package public

import (
	"errors"
	"net/http"

	"bistand/aid"
	"bistand/web/site"
)

// deliveryReport takes what the text message gateway reports. It answers as a machine wants it, in a status alone: 204 once the
// report is kept, 404 for what is not known, or not known yet, so that the gateway reports again. Nothing of it is logged as a
// fault: the address holds the secret.
func deliveryReport(v *site.Visit) error {
	status := http.StatusNotFound
	if v.Tenant.Reports != nil {
		reference, delivered, err := v.Tenant.Reports.ReadReport(v.R, v.R.PathValue("hemlighet"))
		if err == nil {
			err = v.Desk().RecordDelivery(v.Ctx(), reference, delivered)
		}
		switch {
		case err == nil:
			status = http.StatusNoContent
		case !errors.Is(err, aid.ErrNotFound):
			return err
		}
	}
	v.W.WriteHeader(status)
	return nil
}
