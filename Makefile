# facetop: `make run` builds and runs it, `make test` builds and runs every test. Both install what they need.

PREFIX ?= /usr/local
SWIFT ?= swift
# Debian's packages that the build needs, and those that the tests need on top.
BUILD_PACKAGES = pkg-config libv4l-dev libturbojpeg0-dev libpng-dev zlib1g-dev libwebp-dev libheif-dev libssl-dev \
	libncurses-dev libopenblas-pthread-dev
TEST_PACKAGES = ffmpeg tmux perl procps libvterm-dev
ARM_PACKAGES = gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user
CAMERA_PACKAGES = ffmpeg v4l-utils build-essential
SOURCES = Package.swift Sources Tests docs/example
# The kernels are optimized in debug builds, too: the tests run millions of them.
DEBUG_FLAGS = -Xcc -O2
FORMAT = $(SWIFT) format
STYLE = --configuration .ci/swift-format.json

SANITIZED = --sanitize=address --scratch-path .build-asan

.PHONY: run test test-asan test-arm test-camera soak-camera build install format lint check dependencies test-dependencies

run: build
	@.build/release/facetop watch

test: test-dependencies check
	$(SWIFT) build -c release --product facetop
	.ci/fetch-fp32
	$(SWIFT) test $(DEBUG_FLAGS)
	$(SWIFT) build -c release --product AllocationCount
	.build/release/AllocationCount models
	Tests/program.sh .build/release/facetop
	Tests/screen.sh .build/release/facetop
	Tests/cases.sh .build/release/facetop
	Tests/sources.sh .build/release/facetop
	Tests/filecamera.sh .build/release/facetop
	Tests/example.sh

# The kernels for a 64-bit Arm, which is emulated.
test-arm:
	@.ci/install $(ARM_PACKAGES)
	Tests/arm.sh

# On real kernel drivers, in a guest kernel: the one that FACETOP_GUEST names, else one that is built once.
test-camera: build
	@.ci/install $(CAMERA_PACKAGES)
	Tests/camera.sh .build/release/facetop

# For 20 minutes: 200 times unplugged, and a long run.
soak-camera: build
	@.ci/install $(CAMERA_PACKAGES)
	FACETOP_GUEST_SECONDS=2400 Tests/camera.sh .build/release/facetop soak 200 600

# Kernels, cameras, layers and readers under AddressSanitizer: no access outside of what was allocated.
test-asan: test-dependencies
	$(SWIFT) build --build-tests $(DEBUG_FLAGS) $(SANITIZED)
	ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test --skip-build $(DEBUG_FLAGS) $(SANITIZED) \
		--filter 'KernelsTests|CaptureTests|InferenceTests|ModelImportTests|VisionTests|RecognitionTests|BenchTests'

build: dependencies
	$(SWIFT) build -c release --product facetop

# The program, its models and the demo's pictures; facetop finds them beside itself.
install: build
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/facetop/models/demo"
	install .build/release/facetop "$(DESTDIR)$(PREFIX)/bin/facetop"
	install -m 644 models/*.* "$(DESTDIR)$(PREFIX)/share/facetop/models"
	install -m 644 models/demo/* "$(DESTDIR)$(PREFIX)/share/facetop/models/demo"

format:
	$(FORMAT) $(STYLE) -i -r $(SOURCES)

lint:
	$(FORMAT) lint --strict $(STYLE) -r $(SOURCES)

check:
	.ci/check

dependencies:
	@.ci/install $(BUILD_PACKAGES)

test-dependencies:
	@.ci/install $(BUILD_PACKAGES) $(TEST_PACKAGES)
