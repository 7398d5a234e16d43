from index.command import printable


def test_what_could_command_a_terminal_is_made_harmless():
    assert printable("\x1b[2J\x9b31m a\u202eb\r\x07") == "\ufffd[2J\ufffd31m a\ufffdb\ufffd\ufffd"
    assert printable("One\n\ttwo “é” 👩\u200d🔬") == "One\n\ttwo “é” 👩\u200d🔬"
