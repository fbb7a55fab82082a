// Horizontal sums in one fixed tree: upper half onto lower half until one lane is left, for one vector or four at once.

INLINE float sum_lanes(vf x) {
    __m128 four = fold_to_four(x);
    __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

INLINE void sum_lanes_of_four(vf a, vf b, vf c, vf d, float *out) {
    __m128 a4 = fold_to_four(a), b4 = fold_to_four(b), c4 = fold_to_four(c), d4 = fold_to_four(d);
    __m128 ab = _mm_add_ps(_mm_unpacklo_ps(a4, b4), _mm_unpackhi_ps(a4, b4));
    __m128 cd = _mm_add_ps(_mm_unpacklo_ps(c4, d4), _mm_unpackhi_ps(c4, d4));
    _mm_storeu_ps(out, _mm_add_ps(_mm_movelh_ps(ab, cd), _mm_movehl_ps(cd, ab)));
}
