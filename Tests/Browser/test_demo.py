def test_the_demo_is_built(demo):
    assert (demo / "index.html").is_file()
