#include <string.h>
#include <vterm.h>

/* A cell of an emulated screen without unions and bit fields, which Swift can't take apart. */
struct cvterm_cell {
    uint32_t characters[VTERM_MAX_CHARS_PER_CELL];
    int width, bold, reverse;
    /* -1 for the terminal's own, a number below 256, or 0x1000000 | RGB. */
    int foreground, background;
};

static inline int cvterm_color(const VTermColor *color, int is_default) {
    if (is_default) return -1;
    if (VTERM_COLOR_IS_INDEXED(color)) return color->indexed.idx;
    return 0x1000000 | color->rgb.red << 16 | color->rgb.green << 8 | color->rgb.blue;
}

static inline struct cvterm_cell cvterm_cell_at(VTerm *terminal, int row, int column) {
    struct cvterm_cell result;
    VTermScreenCell cell;
    VTermPos place = {.row = row, .col = column};
    memset(&result, 0, sizeof result);
    vterm_screen_get_cell(vterm_obtain_screen(terminal), place, &cell);
    memcpy(result.characters, cell.chars, sizeof result.characters);
    result.width = cell.width;
    result.bold = cell.attrs.bold;
    result.reverse = cell.attrs.reverse;
    result.foreground = cvterm_color(&cell.fg, VTERM_COLOR_IS_DEFAULT_FG(&cell.fg));
    result.background = cvterm_color(&cell.bg, VTERM_COLOR_IS_DEFAULT_BG(&cell.bg));
    return result;
}
