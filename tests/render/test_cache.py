from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from visualgen.render.cache import Cache


def test_the_least_used_goes_first() -> None:
    cache = Cache(10)
    cache.put("a", 1, 4)
    cache.put("b", 2, 4)
    assert cache.get("a") == 1
    cache.put("c", 3, 4)
    assert cache.get("b") is None
    assert (cache.get("a"), cache.get("c")) == (1, 3)
    assert cache.weight_bytes == 8


def test_a_value_heavier_than_the_cache_is_not_kept_and_replaces_its_elder() -> None:
    cache = Cache(10)
    cache.put("a", 1, 4)
    cache.put("a", 2, 11)
    assert cache.get("a") is None
    assert (cache.weight_bytes, len(cache)) == (0, 0)


def test_replacing_counts_the_weight_once() -> None:
    cache = Cache(10)
    for weight in (3, 5, 2):
        cache.put("a", weight, weight)
    assert (cache.weight_bytes, len(cache)) == (2, 1)
    cache.clear()
    assert (cache.weight_bytes, len(cache)) == (0, 0)


def test_threads_leave_a_consistent_weight() -> None:
    cache = Cache(100)

    def work(seed: int) -> None:
        for number in range(300):
            cache.put((seed * number) % 37, number, number % 13)
            cache.get(number % 37)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(1, 5)))
    assert cache.weight_bytes <= 100
    assert cache.weight_bytes == sum(weight for _, weight in cache._kept.values())
