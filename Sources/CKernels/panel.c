#include "levels.h"

size_t dlm_panel_floats(size_t columns) { return panel_rows(columns) * panel_stride(columns); }
