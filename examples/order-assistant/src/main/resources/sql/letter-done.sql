update letter set state = 'done', answer = :#${body} where id = :#${header.letter}
