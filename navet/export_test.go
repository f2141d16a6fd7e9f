package navet

import (
	"net/http"

	"bistand/aid"
	"bistand/soap"
)

// Understand reads an answer as Look does when it has come.
func Understand(person aid.Personnummer, text []byte) (aid.Registration, error) {
	answer, err := soap.Read[answerBody](system, http.StatusOK, text)
	if err != nil {
		return "", err
	}
	said, wrong := answer.about(person)
	if wrong != "" {
		return "", &soap.Error{System: system, Step: soap.StepAnswer, Code: wrong}
	}
	return said, nil
}
