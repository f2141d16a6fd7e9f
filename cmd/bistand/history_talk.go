package main

import (
	"context"
	"errors"

	"bistand/aid"
	"bistand/casework"
)

// addTalk lets the applicant ask, get an answer that waits to be read, and tell of a change that nobody has taken note of yet.
func (s *seed) addTalk(ctx context.Context, c aid.Case) error {
	caseworker, person := s.with(aid.Caseworker), c.Adults()[0]
	asks := casework.Request{Actor: aid.Actor{Kind: aid.ByCitizen, ID: person.ID, Name: person.Name()}}
	asked, err := s.desk.SendMessage(ctx, asks, c.ID, "Hej!\n\nJag undrar om jag behöver skicka hyresavin varje månad, eller bara när hyran ändras?", nil)
	if err != nil {
		return err
	}
	if err := s.desk.ReadMessages(ctx, request(caseworker), []aid.Message{asked}); err != nil {
		return err
	}
	if _, err := s.desk.AnswerMessage(ctx, request(caseworker), caseworker, c.ID, person.ID, "Hej!\n\nDu behöver bara skicka den när hyran ändras. Skriv gärna om du undrar över något mer."); err != nil {
		return err
	}
	change := aid.ChangeReport{CaseID: c.ID, Kind: "work", From: s.today, Body: "Jag har fått några timmar extra på mitt jobb den här månaden."}
	_, err = s.desk.ReportChange(ctx, asks, change, nil)
	return err
}

// addLetter writes to someone who cannot read in the e-service: it stands in the post queue.
func (s *seed) addLetter(ctx context.Context, c aid.Case) error {
	caseworker := s.with(aid.Caseworker)
	_, err := s.desk.AnswerMessage(ctx, request(caseworker), caseworker, c.ID, c.Adults()[0].ID, "Välkommen på ett besök på torsdag klockan 10. Hör av dig om tiden inte passar.")
	return err
}

// addOpinions lets two visitors say what they think of the service.
func (s *seed) addOpinions(ctx context.Context) error {
	praise := aid.Feedback{Kind: "praise", Body: "Det var lätt att se när pengarna kommer.", Language: "sv"}
	barrier := aid.Feedback{Kind: aid.InaccessiblePart, Body: "Min skärmläsare läser inte upp bilden av beräkningen.", Place: "Beräkningen", Language: "sv"}
	return errors.Join(s.desk.GiveFeedback(ctx, "demo-praise", praise), s.desk.GiveFeedback(ctx, "demo-barrier", barrier))
}
