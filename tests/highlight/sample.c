/* Reads windows of time from a file. */
#include <stdio.h>
#include "window.h"

#define MAX_WINDOWS 64
#define SHOW(x) printf("%s\n", (x)) // for tests
#ifdef DEBUG
#  define LOG 1
#else
#  define LOG 0
#endif

typedef struct window {
    const char *name;
    unsigned long long from, until;
    double share;
} window_t;

static window_t windows[MAX_WINDOWS];

enum kind { OPEN, CLOSED = 0x10 };

int compare(const void *left, const void *right)
{
    const window_t *a = left, *b = right;
    return (a->from > b->from) - (a->from < b->from);
}

int main(int argc, char **argv)
{
    size_t count = 0;
    char quote = '\'', end = '\0';
    FILE *file = fopen(argv[1], "r");
    if (file == NULL) {
        fprintf(stderr, "cannot open \"%s\"\n", argv[1]);
        return 1;
    }
    for (size_t i = 0; i < count && i != 10UL; ++i) {
        windows[i].share = 1.5e-3f * (double)i;
        switch (windows[i].from) {
        case 0: goto done;
        default: break;
        }
    }
done:
    fclose(file);
    return LOG ? quote + end : 0;
}
