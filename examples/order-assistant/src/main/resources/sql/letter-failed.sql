update letter set state = 'failed', answer = :#${variable.reason} where id = :#${header.letter}
