"""KITTI objects: labels in 2D and 3D, calibration; prints "<pictures> <objects>"."""

import os
import sys

import numpy as np
from truth import Dataset


def main(folder):
    data = Dataset(folder)
    count = 0
    for subset in data.subsets:
        assert data.text("kitti", "ImageSets", subset + ".txt").split() == \
            [f"{p.index:06d}" for p in data.pictures if p.subset == subset]
    for picture in data.pictures:
        name = f"{picture.index:06d}"
        assert os.path.samefile(data.path("kitti", "training", "image_2", name + ".jpg"),
                                data.path("images", picture.subset, picture.stem + ".jpg"))
        calib = {}
        for line in data.text("kitti", "training", "calib", name + ".txt").splitlines():
            key, values = line.split(":")
            calib[key] = np.array(values.split(), float)
        projection = calib["P2"].reshape(3, 4)
        assert np.array_equal(calib["R0_rect"].reshape(3, 3), np.eye(3))
        assert {"P0", "P1", "P3", "Tr_velo_to_cam", "Tr_imu_to_velo"} <= set(calib)
        velo = calib["Tr_velo_to_cam"].reshape(3, 4)
        assert np.allclose(velo @ [1, 0, 0, 1], [0, 0, 1])  # ahead of the scanner is ahead

        lines = data.text("kitti", "training", "label_2", name + ".txt").splitlines()
        assert len(lines) == len(picture.things)
        for line, thing in zip(lines, picture.things):
            kind, *rest = line.split()
            numbers = [float(n) for n in rest]
            assert len(numbers) == 14
            x0, y0, x1, y1 = thing.box
            assert numbers[3:7] == [x0, y0, x1 - 1, y1 - 1], f"{name}: box"
            count += 1
            if thing.crowd:
                assert kind == "DontCare"
                continue
            assert kind == thing.category
            assert abs(numbers[0] - thing.truncation) <= 0.005
            assert numbers[1] == (thing.occlusion > 0.1) + (thing.occlusion > 0.5)
            # The corners of the box by the definition of the format, and those of the object.
            h, w, l, x, y, z, turn = numbers[7:]
            c, s = np.cos(turn), np.sin(turn)
            rotation = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
            flip = np.diag([1, -1, -1, 1])
            pose = flip @ np.linalg.inv(picture.world_from_camera) @ thing.world_from_object
            low, high = np.array(thing.object_box[:3]), np.array(thing.object_box[3:])
            bottom = (low + high) / 2
            bottom[1] = low[1]
            assert np.abs(pose[:3, :3] @ bottom + pose[:3, 3] - (x, y, z)).max() < 1e-4
            scale = np.linalg.norm(pose[:3, :3], axis=0)
            assert np.abs((high - low) * scale - (w, h, l)).max() < 1e-4
            ahead = pose[:3, 2] / np.linalg.norm(pose[[0, 2], 2])  # +Z, seen along y
            assert np.abs((rotation @ [1, 0, 0])[[0, 2]] - ahead[[0, 2]]).max() < 1e-3
            alpha = turn - np.arctan2(x, z)
            assert abs(np.sin(alpha - numbers[2])) < 1e-3 and np.cos(alpha - numbers[2]) > 0.9
            # Its middle, projected as the format says, and as the engine's camera does.
            fx, fy, cx, cy = picture.intrinsics
            pixel = projection @ (x, y, z, 1)
            pixel = pixel[:2] / pixel[2]
            engine = np.array([fx * x / z + cx, fy * y / z + cy])
            assert np.abs(pixel + 0.5 - engine).max() < 1e-6  # pixel centers at integers
    print(len(data.pictures), count)


if __name__ == "__main__":
    main(sys.argv[1])
