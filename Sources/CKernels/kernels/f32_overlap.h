/* Whether a box overlaps any of some others: what non-maximum suppression asks for every candidate. */
static int CK(f32_overlaps)(size_t count, const float *restrict boxes, size_t stride, const float box[4],
                            float threshold) {
    const float area = (box[2] > box[0] ? box[2] - box[0] : 0) * (box[3] > box[1] ? box[3] - box[1] : 0);
    for (size_t first = 0; first < count; first += 16) {
        int found = 0;
        size_t end = first + 16 < count ? first + 16 : count;
        for (size_t i = first; i < end; i++) {
            float left = boxes[i], top = boxes[stride + i], right = boxes[2 * stride + i], bottom = boxes[3 * stride + i];
            float width = (right < box[2] ? right : box[2]) - (left > box[0] ? left : box[0]);
            float height = (bottom < box[3] ? bottom : box[3]) - (top > box[1] ? top : box[1]);
            float other = (right > left ? right - left : 0) * (bottom > top ? bottom - top : 0);
            float common = width * height;
            /* All conditions at once, so that the loop has no branch. */
            found |= (width > 0) & (height > 0) & (common / (area + other - common) > threshold);
        }
        if (found) return 1;
    }
    return 0;
}
