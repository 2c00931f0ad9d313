/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "check.h"

bool measure_age(const struct sock *s, enum tcp_fact least, enum tcp_fact most,
		 struct measure *ret)
{
	ret->has_age = sock_fact(s, least, &ret->least_ms);
	ret->has_most = most != TCP_FACT_MAX_ && sock_fact(s, most, &ret->most_ms) &&
			ret->most_ms >= ret->least_ms;
	return ret->has_age;
}

void finding_figure(struct finding *f, const char *key, enum unit unit, uint64_t value)
{
	if (f->figures_len < DOCTOR_FIGURES)
		f->figures[f->figures_len++] = (struct figure){ key, unit, value };
}

bool is_older(const struct doctor_facts *facts, const struct sock *s,
	      enum threshold threshold, enum tcp_fact least, enum tcp_fact most,
	      struct measure *ret)
{
	return measure_age(s, least, most, ret) &&
	       ret->least_ms >= threshold_of(facts, threshold);
}

uint64_t facts_growth(const struct doctor_facts *facts, enum counter counter)
{
	return facts->since && facts->since->has[counter] ? facts->since->value[counter]
							  : 0;
}

uint64_t facts_rate(const struct doctor_facts *facts, uint64_t growth)
{
	const struct counters c = {
		.at_ns = facts->since ? facts->since->at_ns : 0,
		.has = { [COUNTER_ACTIVE_OPENS] = true },
		.value = { [COUNTER_ACTIVE_OPENS] = growth },
	};
	uint64_t rate = 0;

	return counters_rate(&c, COUNTER_ACTIVE_OPENS, &rate) ? rate : 0;
}

bool finding_rate(const struct doctor_facts *facts, struct finding *f, const char *key,
		  enum counter counter)
{
	const uint64_t growth = facts_growth(facts, counter);

	if (growth)
		finding_figure(f, key, UNIT_RATE, facts_rate(facts, growth));
	return growth;
}
