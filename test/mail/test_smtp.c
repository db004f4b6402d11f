/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What becomes of a message, for each way in which a mail server can treat it. */
#include "../unit.h"
#include "../smtp/smtp_server.h"
#include "mail/smtp.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

static const char message[] = "Subject: x\r\n\r\nhello\r\n";

static SmtpOutcome send_to(int port, SmtpConfig config, const char *to, char reason[static SMTP_REASON_ROOM])
{
    Arena arena = arena_make(0);
    Cx cx = {.arena = &arena};
    config.url = config.url ? config.url : arena_printf(&arena, "smtp://localhost:%d", port);
    config.from = "programm@example.org";
    Smtp *smtp = NULL;
    assert_null(smtp_open(&cx, &config, &smtp));
    SmtpOutcome outcome = smtp_send(smtp, to, message, reason);
    smtp_close(&smtp);
    arena_free(&arena);
    return outcome;
}

static const SmtpConfig plain = {.tls = SMTP_TLS_NONE, .timeout_s = 20};

static void each_answer_has_its_outcome(void **state)
{
    (void)state;
    SmtpServer server = smtp_server_start(NULL);
    static const struct {
        const char *to;
        int outcome;
        const char *reason;
        int mails; /* that the server holds afterwards */
    } cases[] = {
        {"fine@example.org", SMTP_ACCEPTED, "", 1},
        {"busy-1@example.org", SMTP_LATER, "451 4.3.0 Try again later", 1},
        {"busy-1@example.org", SMTP_ACCEPTED, "", 2},
        {"gone@example.org", SMTP_REFUSED, "550 5.1.1 No such mailbox", 2},
        {"spam@example.org", SMTP_REFUSED, "554 5.7.1 Not wanted here", 2},
        {"full@example.org", SMTP_LATER, "452 4.2.2 Mailbox full", 2},
    };
    char reason[SMTP_REASON_ROOM];
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        assert_int_equal(send_to(server.port, plain, cases[i].to, reason), cases[i].outcome);
        assert_string_equal(reason, cases[i].reason);
        assert_int_equal(smtp_server_count(&server), cases[i].mails);
    }
    smtp_server_stop(&server);
}

/* The server has the mail, and we can't know: trying again would send it twice. */
static void no_answer_after_the_message_is_unknown(void **state)
{
    (void)state;
    SmtpServer server = smtp_server_start(NULL);
    char reason[SMTP_REASON_ROOM];
    SmtpConfig hurried = {.tls = SMTP_TLS_NONE, .timeout_s = 2};
    assert_int_equal(send_to(server.port, hurried, "silent@example.org", reason), SMTP_UNKNOWN);
    assert_int_equal(send_to(server.port, hurried, "cut@example.org", reason), SMTP_UNKNOWN);
    assert_int_equal(smtp_server_count(&server), 2);
    assert_true(strlen(reason) > 0);
    smtp_server_stop(&server);
}

static void one_connection_carries_many_mails(void **state)
{
    (void)state;
    SmtpServer server = smtp_server_start(NULL);
    Arena arena = arena_make(0);
    Cx cx = {.arena = &arena};
    SmtpConfig config = plain;
    config.url = arena_printf(&arena, "smtp://127.0.0.1:%d", server.port);
    config.from = "programm@example.org";
    Smtp *smtp = NULL;
    assert_null(smtp_open(&cx, &config, &smtp));
    char reason[SMTP_REASON_ROOM];
    for (int i = 0; i < 20; i++) { /* a refusal in between must not spoil the next */
        assert_int_equal(smtp_send(smtp, "gone@example.org", message, reason), SMTP_REFUSED);
        assert_int_equal(smtp_send(smtp, "fine@example.org", message, reason), SMTP_ACCEPTED);
    }
    smtp_close(&smtp);
    smtp_close(&smtp);
    assert_int_equal(smtp_server_count(&server), 20);
    smtp_server_stop(&server);
    arena_free(&arena);
}

static void nobody_there_is_down(void **state)
{
    (void)state;
    int held = socket(AF_INET, SOCK_STREAM, 0); /* bound, not listening: connecting is refused */
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    assert_int_equal(bind(held, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(held, (struct sockaddr *)&address, &size), 0);
    char reason[SMTP_REASON_ROOM];
    assert_int_equal(send_to(ntohs(address.sin_port), plain, "fine@example.org", reason), SMTP_DOWN);
    assert_true(strlen(reason) > 0);
    close(held);
}

static void a_wrong_password_blames_no_mail(void **state)
{
    (void)state;
    SmtpServer server =
        smtp_server_start((const char *const[]){"--user", "amt", "--password", "right", NULL});
    char reason[SMTP_REASON_ROOM];
    SmtpConfig config = {.tls = SMTP_TLS_NONE, .timeout_s = 20, .user = "amt", .password = "wrong"};
    assert_int_equal(send_to(server.port, config, "fine@example.org", reason), SMTP_DOWN);
    assert_null(strstr(reason, "wrong"));
    assert_int_equal(send_to(server.port, plain, "fine@example.org", reason), SMTP_DOWN); /* 530 at MAIL */
    assert_int_equal(smtp_server_count(&server), 0);
    config.password = "right";
    assert_int_equal(send_to(server.port, config, "fine@example.org", reason), SMTP_ACCEPTED);
    assert_int_equal(smtp_server_count(&server), 1);
    smtp_server_stop(&server);
}

static void required_encryption_is_required(void **state)
{
    (void)state;
    char folder[] = "/tmp/vereint-tls-XXXXXX", command[400], certificate[64], key[64],
         reason[SMTP_REASON_ROOM];
    assert_non_null(mkdtemp(folder));
    snprintf(certificate, sizeof certificate, "%s/cert.pem", folder);
    snprintf(key, sizeof key, "%s/key.pem", folder);
    snprintf(command, sizeof command,
             "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "
             "subjectAltName=DNS:localhost -keyout %s -out %s 2>/dev/null",
             key, certificate);
    assert_int_equal(system(command), 0);
    SmtpServer clear = smtp_server_start(NULL);
    SmtpServer secure = smtp_server_start((const char *const[]){"--tls", certificate, key, NULL});
    SmtpConfig config = {.tls = SMTP_TLS_REQUIRED, .timeout_s = 20, .ca_file = certificate};

    assert_int_equal(send_to(clear.port, config, "fine@example.org", reason), SMTP_DOWN);
    assert_int_equal(smtp_server_count(&clear), 0);
    assert_int_equal(send_to(secure.port, config, "fine@example.org", reason), SMTP_ACCEPTED);
    assert_int_equal(smtp_server_count(&secure), 1);
    config.ca_file = NULL; /* a certificate that nobody vouches for */
    assert_int_equal(send_to(secure.port, config, "fine@example.org", reason), SMTP_DOWN);
    assert_int_equal(smtp_server_count(&secure), 1);

    smtp_server_stop(&clear);
    smtp_server_stop(&secure);
    unlink(certificate);
    unlink(key);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_answer_has_its_outcome),
        cmocka_unit_test(no_answer_after_the_message_is_unknown),
        cmocka_unit_test(one_connection_carries_many_mails),
        cmocka_unit_test(nobody_there_is_down),
        cmocka_unit_test(a_wrong_password_blames_no_mail),
        cmocka_unit_test(required_encryption_is_required),
    };
    return cmocka_run_group_tests_name("smtp", tests, NULL, NULL);
}
