/// The builders behind make_object and make_material, one function per name.
#pragma once

#include "engine/core/model.hpp"

namespace diorama::kit {

// tableware.cpp
Model make_bowl();
Model make_mug();
Model make_plate();
Model make_spoon();
Model make_teapot();
Model make_tumbler();
Model make_vase();

// packages.cpp
Model make_book();
Model make_bottle();
Model make_can();
Model make_cereal_box();
Model make_milk_carton();
Model make_parcel();

// furniture.cpp
Model make_chair();
Model make_lamp();
Model make_stool();
Model make_table();

// food.cpp
Model make_apple();
Model make_banana();
Model make_donut();
Model make_pear();

// household.cpp
Model make_alarm_clock();
Model make_candle();
Model make_headphones();
Model make_plant_pot();

// toys.cpp
Model make_ball();
Model make_toy_block();
Model make_toy_car();

// primitives.cpp
Model make_capsule();
Model make_cone();
Model make_cube();
Model make_cylinder();
Model make_sphere();
Model make_torus();

// wood.cpp, stone.cpp, fabrics.cpp, finishes.cpp
Material paint_asphalt();
Material paint_brick();
Material paint_brushed_metal();
Material paint_cardboard();
Material paint_cloth();
Material paint_concrete();
Material paint_cork();
Material paint_dark_wood();
Material paint_gingham();
Material paint_glass();
Material paint_lacquer();
Material paint_leather();
Material paint_marble();
Material paint_painted();
Material paint_paper();
Material paint_paving();
Material paint_plaster();
Material paint_plastic();
Material paint_slate();
Material paint_terrazzo();
Material paint_tile();
Material paint_velvet();
Material paint_white_tile();
Material paint_wood();

}  // namespace diorama::kit
