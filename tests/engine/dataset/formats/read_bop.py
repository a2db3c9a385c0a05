"""BOP: poses, boxes, masks and cameras of a scene; prints "<pictures> <objects>"."""

import os
import sys

import numpy as np
from truth import Dataset, read_png


def main(folder):
    data = Dataset(folder)
    count = 0
    pictures = {}
    for subset in data.subsets:
        scene = ("bop", subset, "000000")
        gt, info, camera = (data.json(*scene, f"scene_{kind}.json")
                            for kind in ("gt", "gt_info", "camera"))
        assert list(gt) == list(info) == list(camera)
        assert list(gt) == [str(p.index) for p in data.pictures if p.subset == subset]
        for picture in data.pictures:
            if picture.subset == subset:
                key = str(picture.index)
                pictures[picture.index] = (scene, gt[key], info[key], camera[key])
    flip = np.diag([1, -1, -1, 1])
    for picture in data.pictures:
        scene, gt, info, camera = pictures[picture.index]
        name = f"{picture.index:06d}"
        assert os.path.samefile(data.path(*scene, "rgb", name + ".jpg"),
                                data.path("images", picture.subset, picture.stem + ".jpg"))
        fx, fy, cx, cy = picture.intrinsics
        assert camera["cam_K"] == [fx, 0, cx - 0.5, 0, fy, cy - 0.5, 0, 0, 1]
        world_to_camera = flip @ np.linalg.inv(picture.world_from_camera)
        assert np.abs(np.array(camera["cam_R_w2c"]) - world_to_camera[:3, :3].ravel()).max() < 1e-5
        assert np.abs(np.array(camera["cam_t_w2c"]) - 1000 * world_to_camera[:3, 3]).max() < 1e-2
        assert len(gt) == len(info) == len(picture.things)
        for number, (pose, entry, thing) in enumerate(zip(gt, info, picture.things)):
            assert pose["obj_id"] == thing.category_id
            rotation = np.array(pose["cam_R_m2c"]).reshape(3, 3)
            assert np.abs(rotation @ rotation.T - np.eye(3)).max() < 1e-5
            assert np.linalg.det(rotation) > 0
            expected = world_to_camera @ thing.world_from_object
            assert np.abs(rotation * pose["scale"] - expected[:3, :3]).max() < 1e-5
            assert np.abs(np.array(pose["cam_t_m2c"]) - 1000 * expected[:3, 3]).max() < 1e-2
            masks = []
            for kind in ("mask", "mask_visib"):
                mask, _ = read_png(data.bytes(*scene, kind, f"{name}_{number:06d}.png"))
                assert set(np.unique(mask)) <= {0, 255}
                masks.append(mask == 255)
            whole, visible = masks
            assert np.array_equal(visible, thing.mask) and not (visible & ~whole).any()
            x0, y0, x1, y1 = thing.box
            assert entry["bbox_visib"] == [x0, y0, x1 - x0, y1 - y0]
            assert entry["px_count_visib"] == thing.area
            assert entry["px_count_valid"] == whole.sum() <= entry["px_count_all"]
            assert entry["px_count_all"] == thing.amodal["total_area"]
            assert entry["bbox_obj"] == thing.amodal["total_box"]
            assert abs(entry["visib_fract"] - thing.area / entry["px_count_all"]) < 1e-9
            count += 1
    print(len(data.pictures), count)


if __name__ == "__main__":
    main(sys.argv[1])
