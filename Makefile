.DEFAULT_GOAL := help
PY := .venv/bin/python
TINHSO := .venv/bin/tinhso
PORT := 8000

.PHONY: help setup setup-dev run test test-sqlite test-postgres lint types contracts audit screenshots bench docs clean

help: ## Liệt kê các lệnh
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup:
	@python3 tools/bootstrap.py
	@$(PY) tools/assets.py

setup-dev:
	@python3 tools/bootstrap.py --dev
	@$(PY) tools/assets.py

run: setup ## Cài đặt, nạp tỉnh mẫu, đi hết một hồ sơ, rồi phục vụ tại http://localhost:8000 (PORT=… cho cổng khác)
	@$(TINHSO) start --port $(PORT)

test: setup-dev ## Mọi kiểm tra: lint, kiểu, SQLite, PostgreSQL, trình duyệt
	@$(PY) tools/run_tests.py

test-sqlite: setup-dev ## Chỉ bộ kiểm thử trên SQLite
	@$(PY) -m pytest -q -n 2

test-postgres: setup-dev ## Chỉ bộ kiểm thử trên PostgreSQL riêng, tạm thời
	@$(PY) tools/postgres.py run -- $(PY) -m pytest -q -n 2

lint: ## ruff, mypy, ranh giới giữa các phòng
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@$(MAKE) -s contracts types

contracts: ## Ranh giới nhập mã (import-linter)
	@PYTHONPATH=tools/lint:. .venv/bin/lint-imports --no-logo

types: ## mypy ở chế độ nghiêm ngặt
	@.venv/bin/mypy tinhso tools tests conftest.py

audit: setup-dev ## Lỗ hổng đã biết trong các gói đã khóa (cần mạng; nói to khi không tra được)
	@$(PY) -m tools.audit

screenshots: setup-dev ## Chụp mọi màn hình ở 360 và 1280 px vào screenshots/
	@$(PY) tools/screenshots.py

docs: ## Sinh lại tài liệu từ mã nguồn
	@$(TINHSO) docs environment

clean: ## Xóa dữ liệu của máy này (cơ sở dữ liệu mẫu, tệp, khóa)
	rm -rf var build screenshots
