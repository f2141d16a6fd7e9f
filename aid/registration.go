package aid

// Registration (folkbokföringsuppgift) is what the population register says of a personnummer, as far as the e-service needs to know.
type Registration string

// What the register can say.
const (
	InRegister    Registration = "in_register"     // somebody's number and nothing more, also when they have moved abroad
	Shielded      Registration = "shielded"        // sekretessmarkering or skyddad folkbokföring
	Deregistered  Registration = "deregistered"    // nobody goes by it any more: its holder has died, or has been given another
	NotInRegister Registration = "not_in_register" // the register has no such number
)
