/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words and signs of CLDR 42 (ICU 72) for the languages we speak; the same in CLDR 46 but for the comma
 * after the weekday in British English. Arabic with Latin digits (ar-u-nu-latn) and the direction marks CLDR
 * puts. */
#include "i18n/locale_table.h"

#define NBSP  "\u00A0"
#define NNBSP "\u202F"
#define LRM   "\u200E"
#define RLM   "\u200F"

/* clang-format off */
const LocaleTable locale_table[LANG_COUNT] = {
    [LANG_DE] = {
        .icu_locale = "de_DE",
        .date_patterns = {"dd.MM.y", "d. MMMM y", "EEEE, d. MMMM y"}, .between_date_and_time = ", ",
        .group = ".", .decimal = ",", .minus = "-",
        .money = {"", "", NBSP "€"}, .percent = {"", "", NBSP "%"},
        .months = {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
                   "November", "Dezember"},
        .weekdays = {"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"},
    },
    [LANG_EN] = {
        .icu_locale = "en_GB",
        .date_patterns = {"dd/MM/y", "d MMMM y", "EEEE, d MMMM y"}, .between_date_and_time = ", ",
        .group = ",", .decimal = ".", .minus = "-",
        .money = {"", "€", ""}, .percent = {"", "", "%"},
        .months = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                   "November", "December"},
        .weekdays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
    },
    [LANG_AR] = {
        .icu_locale = "ar@numbers=latn",
        .date_patterns = {"dd" RLM "/MM" RLM "/y", "d MMMM y", "EEEE، d MMMM y"}, .between_date_and_time = "، ",
        .group = ",", .decimal = ".", .minus = LRM "-",
        .money = {RLM, "", NBSP "€"}, .percent = {"", "", LRM "%" LRM},
        .months = {"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر",
                   "نوفمبر", "ديسمبر"},
        .weekdays = {"الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"},
    },
    [LANG_TR] = {
        .icu_locale = "tr_TR",
        .date_patterns = {"dd.MM.y", "d MMMM y", "d MMMM y EEEE"}, .between_date_and_time = " ",
        .group = ".", .decimal = ",", .minus = "-",
        .money = {"", "€", ""}, .percent = {"", "%", ""},
        .months = {"Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim",
                   "Kasım", "Aralık"},
        .weekdays = {"Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar"},
    },
    [LANG_UK] = {
        .icu_locale = "uk_UA",
        .date_patterns = {"dd.MM.y", "d MMMM y" NNBSP "р.", "EEEE, d MMMM y" NNBSP "р."},
        .between_date_and_time = ", ",
        .group = NBSP, .decimal = ",", .minus = "-",
        .money = {"", "", NBSP "€"}, .percent = {"", "", "%"},
        .months = {"січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня",
                   "жовтня", "листопада", "грудня"},
        .weekdays = {"понеділок", "вівторок", "середа", "четвер", "пʼятниця", "субота", "неділя"},
    },
    [LANG_FR] = {
        .icu_locale = "fr_FR",
        .date_patterns = {"dd/MM/y", "d MMMM y", "EEEE d MMMM y"}, .between_date_and_time = " ",
        .group = NNBSP, .decimal = ",", .minus = "-",
        .money = {"", "", NBSP "€"}, .percent = {"", "", NBSP "%"},
        .months = {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
                   "novembre", "décembre"},
        .weekdays = {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"},
    },
};
