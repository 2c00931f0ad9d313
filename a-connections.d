connections.o: tests/bench/connections.c
