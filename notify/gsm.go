package notify

import "unicode/utf16"

// The characters of the GSM 7-bit default alphabet, and those that take two places since they are written with an escape.
// Source: 3GPP TS 23.038, 6.2.1 and 6.2.1.1.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmEscaped = "\f^{}\\[~]|€"
)

// gsmPlaces is how many places of seven bits a character takes.
var gsmPlaces = func() map[rune]int {
	places := map[rune]int{}
	for _, r := range gsmBasic {
		places[r] = 1
	}
	for _, r := range gsmEscaped {
		places[r] = 2
	}
	return places
}()

// Parts tells how many text messages a text is sent and paid as, and whether the 7-bit alphabet is enough for it: 160 places
// in one message and 153 in each of several; with any other character 70 and 67 units of UTF-16.
func Parts(text string) (parts int, gsm bool) {
	septets := 0
	for _, r := range text {
		n, ok := gsmPlaces[r]
		if !ok {
			return partsOf(len(utf16.Encode([]rune(text))), 70, 67), false
		}
		septets += n
	}
	return partsOf(septets, 160, 153), true
}

func partsOf(length, alone, each int) int {
	if length <= alone {
		return 1
	}
	return (length + each - 1) / each
}
