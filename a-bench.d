bench.o: tests/bench/bench.c tests/bench/apart.h tests/bench/hold.h \
 tests/bench/report.h tests/bench/plan.h tests/bench/run.h \
 src/lib/util/cleanup.h
tests/bench/apart.h:
tests/bench/hold.h:
tests/bench/report.h:
tests/bench/plan.h:
tests/bench/run.h:
src/lib/util/cleanup.h:
