apart.o: tests/bench/apart.c tests/bench/apart.h
tests/bench/apart.h:
