/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Addresses and messages; what a message says is read back by Python's e-mail parser after a real SMTP talk.
 */
#include "../unit.h"
#include "../smtp/smtp_server.h"
#include "mail/mail.h"
#include "mail/mail_compose.h"
#include "mail/smtp.h"

#include <string.h>

static const char arabic[] =
    "تأكيد التسجيل في الندوة: إدارة المشاريع وتطويرها للجمعيات — يوم السبت 14.03.2026";
static const char german[] = "Anmeldung bestätigt: „Öffentlichkeitsarbeit für Vereine“ – größere Übungen";

static void usable_addresses_pass_and_others_do_not(void **state)
{
    (void)state;
    Arena arena = arena_make(0);
    static const struct {
        const char *typed, *wire;
    } cases[] = {
        {"a@example.org", "a@example.org"},
        {"Amal.O'Neil+verein@Example.ORG", "Amal.O'Neil+verein@example.org"},
        {"x@localhost", "x@localhost"},
        /* the ASCII forms are those of RFC 3492's successor registries: bücher and müller are common examples
         */
        {"info@bücher.example", "info@xn--bcher-kva.example"},
        {"info@MÜLLER.example", "info@xn--mller-kva.example"},
        {"a@ليهمابتكلموشعربي؟.example", "a@xn--egbpdaj6bu4bxfgehfvwxn.example"}, /* RFC 3492, 7.1 (A) */
        {"", NULL},
        {"nobody", NULL},
        {"@example.org", NULL},
        {"a@", NULL},
        {"a@b", NULL},
        {"a@b@example.org", NULL},
        {"a@example..org", NULL},
        {"a@-example.org", NULL},
        {".a@example.org", NULL},
        {"a..b@example.org", NULL},
        {"a b@example.org", NULL},
        {"a@exam ple.org", NULL},
        {"a@example.org\r\nBcc: b@example.org", NULL},
        {"a\n@example.org", NULL},
        {"\"a b\"@example.org", NULL},
        {"<a@example.org>", NULL},
        {"a@example.org>", NULL},
        {"a,b@example.org", NULL},
        {"ä@example.org", NULL},
        {"a@exam\xc3.org", NULL},
        {"a@exam\xc0\xaeple.org", NULL},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const char *wire = mail_address(&arena, cases[i].typed);
        if (cases[i].wire) {
            assert_non_null(wire);
            assert_string_equal(wire, cases[i].wire);
        } else if (wire) {
            fail_msg("accepted %s as %s", cases[i].typed, wire);
        }
    }
    assert_null(mail_address(&arena, NULL));
    arena_free(&arena);
}

static void header_text_has_no_control_characters(void **state)
{
    (void)state;
    assert_true(mail_header_text_ok(arabic));
    assert_true(mail_header_text_ok(""));
    assert_false(mail_header_text_ok("a\nBcc: x"));
    assert_false(mail_header_text_ok("a\rb"));
    assert_false(mail_header_text_ok("a\tb"));
    assert_false(mail_header_text_ok("a\x7f"));
}

static const char *compose(Cx *cx, const char *name, const char *subject, const char *body)
{
    return mail_compose(cx, &(MailMessage){.from_name = name,
                                           .from_address = "programm@example.org",
                                           .reply_to = "amt@example.org",
                                           .to = "leser@example.org",
                                           .message_id = "abc@example.org",
                                           .date = {1773478800},
                                           .lang = LANG_AR,
                                           .subject = subject,
                                           .body = body});
}

static void a_message_is_ascii_in_short_lines(void **state)
{
    (void)state;
    Arena arena = arena_make(0);
    Cx cx = {.arena = &arena};
    Buf body = buf_make(&arena);
    for (int i = 0; i < 300; i++)
        buf_str(&body, i % 2 ? "عربي =" : "ä ");
    const char *p = compose(&cx, arabic, german, buf_text(&body));
    size_t column = 0;
    for (; *p; p++) {
        assert_true((unsigned char)*p < 0x80);
        if (*p == '\n')
            assert_int_equal(p[-1], '\r');
        column = *p == '\n' ? 0 : column + 1;
        assert_true(column <= 79); /* 78 and the CR */
    }
    arena_free(&arena);
}

/* Sends one mail and gives what Python read of it. */
static void sent_and_read_back(const char *name, const char *subject, const char *body)
{
    Arena arena = arena_make(0);
    Cx cx = {.arena = &arena};
    SmtpServer server = smtp_server_start(NULL);
    SmtpConfig config = {.url = arena_printf(&arena, "smtp://127.0.0.1:%d", server.port),
                         .from = "programm@example.org",
                         .tls = SMTP_TLS_NONE,
                         .timeout_s = 20};
    Smtp *smtp = NULL;
    assert_null(smtp_open(&cx, &config, &smtp));
    char reason[SMTP_REASON_ROOM];
    SmtpOutcome outcome = smtp_send(smtp, "leser@example.org", compose(&cx, name, subject, body), reason);
    assert_string_equal(reason, "");
    assert_int_equal(outcome, SMTP_ACCEPTED);
    smtp_close(&smtp);

    assert_int_equal(smtp_server_count(&server), 1);
#define READ(part) smtp_server_ask(&arena, &server, (const char *const[]){"0", part, NULL})
    assert_string_equal(READ("subject"), subject);
    assert_string_equal(READ("text"), body);
    assert_string_equal(READ("from"), "programm@example.org");
    assert_string_equal(READ("to"), "leser@example.org");
    assert_string_equal(READ("reply-to"), "amt@example.org");
    assert_string_equal(READ("message-id"), "<abc@example.org>");
    assert_string_equal(READ("date"), "Sat, 14 Mar 2026 09:00:00 +0000");
    assert_string_equal(READ("content-language"), "ar");
    assert_string_equal(READ("auto-submitted"), "auto-generated");
    if (name)
        assert_non_null(strstr(READ("From"), name));
    smtp_server_stop(&server);
    arena_free(&arena);
}

static void arabic_and_umlauts_arrive_as_they_were(void **state)
{
    (void)state;
    sent_and_read_back("مدينة دوسلدورف", arabic,
                       "السلام عليكم،\n\nتم تأكيد تسجيلكم.\n\nhttp://example.org/a?b=c&d=%C3%A4\n");
    sent_and_read_back("Amt für Integration", german, "Guten Tag,\n\nIhre Anmeldung ist bestätigt.\n");
}

static void awkward_texts_arrive_as_they_were(void **state)
{
    (void)state;
    Arena arena = arena_make(0);
    Buf body = buf_make(&arena);
    buf_str(&body, ".\n..\n.leading dot\nFrom me\ntrailing blank \ntab\t\n=3D =?UTF-8?B?eA==?=\n\n");
    for (int i = 0; i < 200; i++)
        buf_str(&body, "0123456789");
    buf_str(&body, "\n");
    sent_and_read_back(NULL, " =?UTF-8?B?eA==?= ", buf_text(&body));
    sent_and_read_back("Fred Example", "plain", "x\n");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(usable_addresses_pass_and_others_do_not),
        cmocka_unit_test(header_text_has_no_control_characters),
        cmocka_unit_test(a_message_is_ascii_in_short_lines),
        cmocka_unit_test(arabic_and_umlauts_arrive_as_they_were),
        cmocka_unit_test(awkward_texts_arrive_as_they_were),
    };
    return cmocka_run_group_tests_name("mail_message", tests, NULL, NULL);
}
