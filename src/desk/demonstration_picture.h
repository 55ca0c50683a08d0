/* Pictures for the demonstration mails: drawn scenes of cargo, plainly marked 見本（合成画像）. */
#ifndef MEGURI_DESK_DEMONSTRATION_PICTURE_H
#define MEGURI_DESK_DEMONSTRATION_PICTURE_H

#include "base/buf.h"
#include "base/error.h"

/* JPEG, 960 x 720. `scene`: sludge, drums, bales, flakes, motors, motor_hole, scrap, wires,
   appliances, film or boards. The same scene, caption and seed give the same bytes.
   ERR_INVALID_INPUT for another scene. */
int demonstration_picture(struct str scene, struct str caption, uint64_t seed, struct buf *jpeg,
                          struct error *error);

#endif
