/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of holidays; see holiday_rules.h for how to read a row.
 *
 * Public holidays: § 2 of the Feiertagsgesetz NW; days of mourning: § 2 (2). Which days of which communities:
 * those that the Land's "Interreligiöser Kalender" names, as far as they fall to a day of their own. */
#include "seminar/holiday_rules.h"

/* clang-format off */

/* Dates of festivals in India as timeanddate.com gives them ("Holidays and observances in India"); they follow the
 * moon over India, and a festival's day differs by region. */
static const TableDay shivaratri[TABLE_YEARS] = {{3,8},{2,26},{2,15},{3,6},{2,23},{2,11},{3,2},{2,20},{3,10},{2,27},{2,17},{3,8}};
static const TableDay holi[TABLE_YEARS] = {{3,25},{3,14},{3,4},{3,22},{3,11},{3,1},{3,20},{3,9},{3,27},{3,16},{3,5},{3,24}};
static const TableDay janmashtami[TABLE_YEARS] = {{8,26},{8,16},{9,4},{8,25},{8,13},{9,1},{8,21},{8,10},{8,28},{8,17},{9,6},{8,26}};
static const TableDay ganesha[TABLE_YEARS] = {{9,7},{8,27},{9,14},{9,4},{8,23},{9,11},{9,1},{9,20},{9,8},{8,28},{9,16},{9,5}};
static const TableDay navaratri[TABLE_YEARS] = {{10,3},{9,22},{10,11},{9,30},{9,19},{10,8},{9,28},{10,17},{10,5},{9,24},{10,13},{10,2}};
static const TableDay dussehra[TABLE_YEARS] = {{10,12},{10,2},{10,20},{10,9},{9,27},{10,16},{10,6},{10,25},{10,14},{10,3},{10,22},{10,11}};
static const TableDay diwali[TABLE_YEARS] = {{10,31},{10,20},{11,8},{10,29},{10,17},{11,5},{10,26},{11,14},{11,2},{10,22},{11,10},{10,30}};
static const TableDay pongal[TABLE_YEARS] = {{1,15},{1,14},{1,14},{1,15},{1,15},{1,14},{1,14},{1,15},{1,15},{1,14},{1,14},{1,15}};
static const TableDay guru_nanak[TABLE_YEARS] = {{11,15},{11,5},{11,24},{11,14},{11,2},{11,21},{11,10},{11,28},{11,17},{11,6},{11,25},{11,15}};
static const TableDay vesak[TABLE_YEARS] = {{5,23},{5,12},{5,1},{5,20},{5,8},{5,27},{5,17},{5,7},{5,25},{5,14},{5,3},{5,22}};

/* Naw-Rúz and the Birth of the Báb: "Bahá'í Dates 172 to 221 B.E.", Bahá'í World Centre. */
static const TableDay naw_ruz[TABLE_YEARS] = {{3,20},{3,20},{3,21},{3,21},{3,20},{3,20},{3,20},{3,21},{3,20},{3,20},{3,20},{3,21}};
static const TableDay twin_birthdays[TABLE_YEARS] = {{11,2},{10,22},{11,10},{10,30},{10,19},{11,7},{10,28},{10,17},{11,4},{10,24},{11,12},{11,1}};

#define DAY(name_, month_, day_, ...) \
    {.name = name_, .base = BY_DAY, .month = month_, .day = day_, __VA_ARGS__}
#define WEEKDAY(name_, weekday_, month_, day_, ...) \
    {.name = name_, .base = BY_WEEKDAY, .weekday = weekday_, .month = month_, .day = day_, __VA_ARGS__}
#define EASTER(name_, days_after, ...) \
    {.name = name_, .base = BY_EASTER, .day = days_after, __VA_ARGS__}
#define ORTHODOX(name_, days_after) \
    {.name = name_, .base = BY_ORTHODOX_EASTER, .day = days_after, .community = COMMUNITY_ORTHODOX, .kind = HOLIDAY_HOLY}
#define OF(calendar_, name_, month_, day_, ...) \
    {.name = name_, .base = BY_CALENDAR, .calendar = calendar_, .month = month_, .day = day_, .kind = HOLIDAY_HOLY, __VA_ARGS__}
#define TABLE(name_, table_, days_after, community_, ...) \
    {.name = name_, .base = BY_TABLE, .table = table_, .day = days_after, .community = community_, .kind = HOLIDAY_HOLY, __VA_ARGS__}
#define PUBLIC .community = COMMUNITY_LAND, .kind = HOLIDAY_PUBLIC
#define CUSTOM .community = COMMUNITY_LAND, .kind = HOLIDAY_CUSTOM
#define HOLY(community_) .community = community_, .kind = HOLIDAY_HOLY
#define MUSLIM .community = COMMUNITY_MUSLIM, .from_eve = true, .certainty = HOLIDAY_BY_SIGHTING
#define ALEVI HOLY(COMMUNITY_ALEVI)
#define JEWISH .community = COMMUNITY_JEWISH, .from_eve = true
#define BAHAI COMMUNITY_BAHAI, .from_eve = true
#define HINDU COMMUNITY_HINDU, .certainty = HOLIDAY_BY_CUSTOM

enum { WEDNESDAY = 2, FRIDAY = 4, TUESDAY = 1, SUNDAY = 6 };
enum { MUHARRAM = 0, RABI_I = 2, RAMADAN = 8, SHAWWAL = 9, DHU_AL_HIJJA = 11 };
enum { TISHRI = 0, KISLEV = 2, ADAR = 6, NISAN = 7, SIVAN = 9 };
enum { TOUT = 0, TOBI = 4, FARVARDIN = 0 };

const HolidayRule holiday_rules[] = {
    DAY(N_("New Year's Day"), 1, 1, PUBLIC),
    EASTER(N_("Good Friday"), -2, PUBLIC),
    EASTER(N_("Easter Monday"), 1, PUBLIC),
    DAY(N_("Labour Day"), 5, 1, PUBLIC),
    EASTER(N_("Ascension Day"), 39, PUBLIC),
    EASTER(N_("Whit Monday"), 50, PUBLIC),
    EASTER(N_("Corpus Christi"), 60, PUBLIC),
    DAY(N_("Day of German Unity"), 10, 3, PUBLIC),
    DAY(N_("All Saints' Day"), 11, 1, PUBLIC),
    DAY(N_("Christmas Day"), 12, 25, PUBLIC),
    DAY(N_("Second Day of Christmas"), 12, 26, PUBLIC),

    EASTER(N_("Carnival: Old Women's Day"), -52, CUSTOM),
    EASTER(N_("Carnival: Rose Monday"), -48, CUSTOM),
    WEEKDAY(N_("National Day of Mourning"), SUNDAY, 11, 13, CUSTOM),
    WEEKDAY(N_("Sunday of the Dead"), SUNDAY, 11, 20, CUSTOM),
    DAY(N_("Christmas Eve"), 12, 24, CUSTOM),
    DAY(N_("New Year's Eve"), 12, 31, CUSTOM),

    EASTER(N_("Easter Sunday"), 0, HOLY(COMMUNITY_CHRISTIAN)),
    EASTER(N_("Whit Sunday"), 49, HOLY(COMMUNITY_CHRISTIAN)),
    DAY(N_("Christmas (Julian calendar)"), 1, 7, HOLY(COMMUNITY_ORTHODOX)),
    DAY(N_("Theophany (Julian calendar)"), 1, 19, HOLY(COMMUNITY_ORTHODOX)),
    ORTHODOX(N_("Orthodox Good Friday"), -2),
    ORTHODOX(N_("Orthodox Easter Sunday"), 0),
    ORTHODOX(N_("Orthodox Easter Monday"), 1),
    ORTHODOX(N_("Orthodox Ascension Day"), 39),
    ORTHODOX(N_("Orthodox Pentecost"), 49),
    OF(CALENDAR_COPTIC, N_("New Year (Enkutatash, Nayrouz)"), TOUT, 1, .community = COMMUNITY_ETHIOPIAN),
    OF(CALENDAR_COPTIC, N_("Finding of the True Cross (Meskel)"), TOUT, 17, .community = COMMUNITY_ETHIOPIAN),
    OF(CALENDAR_COPTIC, N_("Epiphany (Timkat)"), TOBI, 11, .community = COMMUNITY_ETHIOPIAN),
    DAY(N_("Armenian Christmas"), 1, 6, HOLY(COMMUNITY_ARMENIAN)),
    DAY(N_("Remembrance of the Armenian genocide"), 4, 24, HOLY(COMMUNITY_ARMENIAN)),
    DAY(N_("Assyrian New Year (Akitu)"), 4, 1, HOLY(COMMUNITY_ASSYRIAN)),

    OF(CALENDAR_HEBREW, N_("Purim"), ADAR, 14, JEWISH),
    OF(CALENDAR_HEBREW, N_("Passover (Pesach), first days"), NISAN, 15, JEWISH, .days = 2),
    OF(CALENDAR_HEBREW, N_("Passover (Pesach), last days"), NISAN, 21, JEWISH, .days = 2),
    OF(CALENDAR_HEBREW, N_("Feast of Weeks (Shavuot)"), SIVAN, 6, JEWISH, .days = 2),
    OF(CALENDAR_HEBREW, N_("Jewish New Year (Rosh Hashanah)"), TISHRI, 1, JEWISH, .days = 2),
    OF(CALENDAR_HEBREW, N_("Day of Atonement (Yom Kippur)"), TISHRI, 10, JEWISH),
    OF(CALENDAR_HEBREW, N_("Feast of Booths (Sukkot), first days"), TISHRI, 15, JEWISH, .days = 2),
    OF(CALENDAR_HEBREW, N_("Shemini Atzeret"), TISHRI, 22, JEWISH),
    OF(CALENDAR_HEBREW, N_("Simchat Torah"), TISHRI, 23, JEWISH),
    OF(CALENDAR_HEBREW, N_("Hanukkah"), KISLEV, 25, JEWISH, .days = 8),

    {.name = N_("Ramadan"), .base = BY_CALENDAR, .calendar = CALENDAR_UMALQURA, .month = RAMADAN, .day = 1,
     .whole_month = true, .community = COMMUNITY_MUSLIM, .kind = HOLIDAY_FASTING, .certainty = HOLIDAY_BY_SIGHTING},
    OF(CALENDAR_UMALQURA, N_("Night of Power (Laylat al-Qadr)"), RAMADAN, 27, MUSLIM),
    OF(CALENDAR_UMALQURA, N_("Feast of Breaking the Fast (Eid al-Fitr)"), SHAWWAL, 1, MUSLIM, .days = 3),
    OF(CALENDAR_UMALQURA, N_("Feast of Sacrifice (Eid al-Adha)"), DHU_AL_HIJJA, 10, MUSLIM, .days = 4),
    OF(CALENDAR_UMALQURA, N_("Islamic New Year"), MUHARRAM, 1, MUSLIM),
    OF(CALENDAR_UMALQURA, N_("Ashura"), MUHARRAM, 10, MUSLIM),
    OF(CALENDAR_UMALQURA, N_("Birth of the Prophet (Mawlid)"), RABI_I, 12, MUSLIM),
    WEEKDAY(N_("Hızır fast"), TUESDAY, 2, 8, ALEVI, .days = 3, .certainty = HOLIDAY_BY_CUSTOM),
    DAY(N_("Birth of Ali, and Newroz"), 3, 21, ALEVI),
    DAY(N_("Hıdırellez"), 5, 6, ALEVI),
    {.name = N_("Muharram fast"), .base = BY_CALENDAR, .calendar = CALENDAR_UMALQURA, .month = MUHARRAM, .day = 1,
     .days = 12, .community = COMMUNITY_ALEVI, .kind = HOLIDAY_FASTING, .certainty = HOLIDAY_BY_SIGHTING},
    OF(CALENDAR_UMALQURA, N_("Aşure Day"), MUHARRAM, 13, .community = COMMUNITY_ALEVI, .certainty = HOLIDAY_BY_SIGHTING),

    WEEKDAY(N_("Yazidi New Year (Çarşema Sor)"), WEDNESDAY, 4, 14, HOLY(COMMUNITY_YAZIDI)),
    DAY(N_("Yazidi Feast of the Assembly (Cejna Cemayê)"), 10, 6, HOLY(COMMUNITY_YAZIDI), .days = 8,
        .certainty = HOLIDAY_BY_CUSTOM),
    WEEKDAY(N_("Feast of Ezid (Îda Êzî)"), FRIDAY, 12, 14, HOLY(COMMUNITY_YAZIDI)),
    OF(CALENDAR_PERSIAN, N_("Nowruz"), FARVARDIN, 1, .community = COMMUNITY_NOWRUZ),
    DAY(N_("Newroz, Kurdish New Year"), 3, 21, HOLY(COMMUNITY_NOWRUZ), .from_eve = true),

    TABLE(N_("Naw-Rúz"), naw_ruz, 0, BAHAI),
    TABLE(N_("First day of Ridván"), naw_ruz, 31, BAHAI),
    TABLE(N_("Ninth day of Ridván"), naw_ruz, 39, BAHAI),
    TABLE(N_("Twelfth day of Ridván"), naw_ruz, 42, BAHAI),
    TABLE(N_("Declaration of the Báb"), naw_ruz, 64, BAHAI),
    TABLE(N_("Ascension of Bahá'u'lláh"), naw_ruz, 69, BAHAI),
    TABLE(N_("Martyrdom of the Báb"), naw_ruz, 111, BAHAI),
    TABLE(N_("Birth of the Báb"), twin_birthdays, 0, BAHAI),
    TABLE(N_("Birth of Bahá'u'lláh"), twin_birthdays, 1, BAHAI),

    TABLE(N_("Thai Pongal"), pongal, 0, HINDU),
    TABLE(N_("Maha Shivaratri"), shivaratri, 0, HINDU),
    TABLE(N_("Holi"), holi, 0, HINDU),
    TABLE(N_("Krishna Janmashtami"), janmashtami, 0, HINDU),
    TABLE(N_("Ganesh Chaturthi"), ganesha, 0, HINDU),
    TABLE(N_("Beginning of Navaratri"), navaratri, 0, HINDU),
    TABLE(N_("Dussehra"), dussehra, 0, HINDU),
    TABLE(N_("Diwali"), diwali, 0, HINDU),
    DAY(N_("Vaisakhi"), 4, 14, HOLY(COMMUNITY_SIKH), .certainty = HOLIDAY_BY_CUSTOM),
    TABLE(N_("Birth of Guru Nanak"), guru_nanak, 0, COMMUNITY_SIKH, .certainty = HOLIDAY_BY_CUSTOM),
    TABLE(N_("Vesak"), vesak, 0, COMMUNITY_BUDDHIST, .certainty = HOLIDAY_BY_CUSTOM),
};
const size_t holiday_n_rules = ARRAY_LENGTH(holiday_rules);
/* clang-format on */

/* Anonymous (Nature, 1876), as in Meeus, chapter 8. */
Date easter_western(int year)
{
    int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25;
    int g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
    int l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
    int n = h + l - 7 * m + 114;
    return date_make(year, n / 31, n % 31 + 1);
}

/* Meeus, chapter 8, Julian Easter; then from the Julian to the Gregorian calendar. */
Date easter_orthodox(int year)
{
    int a = year % 4, b = year % 7, c = year % 19, d = (19 * c + 15) % 30, e = (2 * a + 4 * b - d + 34) % 7;
    int n = d + e + 114;
    int behind = year / 100 - year / 400 - 2; /* days by which the Julian calendar is late from March on */
    Date same_name = date_make(year, n / 31, n % 31 + 1);
    return (Date){same_name.days + behind};
}
