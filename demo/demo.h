/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The demonstration programme: Düsseldorf, 4,000 EUR a year, two years of life before today. The districts
 * are real, the associations and people are invented and say so. demo_data.c says what there is, demo.c lets
 * it happen day by day through the same functions that the pages call. */
#pragma once

#include "programme/command.h"

typedef struct DemoDistrict {
    int number, city_district;
    const char *name, *postcodes;
} DemoDistrict;
extern const DemoDistrict demo_districts[];
extern const size_t demo_n_districts;

typedef struct DemoAssociation {
    const char *name, *serves, *languages, *postcode, *street;
    const char *contact;
    int district; /* number of the Stadtteil */
} DemoAssociation;
extern const DemoAssociation demo_associations[];
extern const size_t demo_n_associations;

typedef struct DemoConsultant {
    const char *name, *email, *languages, *with_associations, *with_councils;
    int day_fee_eur;
} DemoConsultant;
extern const DemoConsultant demo_consultants[];
extern const size_t demo_n_consultants;

typedef struct DemoRoom {
    const char *name, *address, *note;
    int seats;
    bool step_free;
} DemoRoom;
extern const DemoRoom demo_rooms[];
extern const size_t demo_n_rooms;

typedef struct DemoWords {
    const char *title, *summary, *about;
} DemoWords;

typedef struct DemoSeminar {
    int day;        /* first day, counted from today */
    int topic;      /* 0 … 3, in the order of the source page */
    int consultant; /* place in the list */
    int capacity, sessions;
    int fee_eur, room_eur, catering_eur, interpretation_eur;
    const char *interpretation; /* tags */
    bool childcare, cancelled;
    int eager; /* how many ask for a seat */
    DemoWords de, en, ar;
    bool approval;  /* the associations approve; only the first one's have not answered yet */
    bool lets_go;   /* somebody gives a seat back today */
    int other_date; /* from 1: place of the same seminar on another date; 0: none */
} DemoSeminar;
extern const DemoSeminar demo_seminars[];
extern const size_t demo_n_seminars;

extern const char
    *const demo_people[]; /* participants; person i belongs to association i % demo_n_associations */
extern const size_t demo_n_people;

extern const char *const demo_wishes[]; /* answers to "Which topics should be added?" */
extern const size_t demo_n_wishes;

#define DEMO_PASSWORD "vereint-demo"

extern const CommandTable demo_command_table;
