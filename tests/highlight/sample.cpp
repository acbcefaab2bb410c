// A list of people who were invited.
#include <string>
#include <vector>
#pragma once

namespace guide {

template <typename T, int Size = 4>
class List final : public Base<T> {
public:
    explicit List(std::vector<T> items) : items_{std::move(items)} {}
    virtual ~List() = default;

    [[nodiscard]] auto size() const noexcept -> std::size_t { return items_.size(); }
    bool operator==(const List &other) const;

private:
    std::vector<T> items_;
    static constexpr int limit = 1'000'000;
};

enum class State : unsigned char { Open, Closed };

auto text = R"(raw "text"
over lines)";
auto wide = L"wide", utf = u8"text\u00e9";

inline std::string describe(State state)
{
    switch (state) {
        case State::Open: return "open";
        default: return {};
    }
}

} // namespace guide

int main()
{
    auto list = guide::List<int>({1, 2, 3});
    for (const auto &item : list) {
        if (item > 0b101 && !false) throw std::runtime_error("too many\t");
    }
    auto *pointer = new int(7);
    delete pointer;
    return static_cast<int>(sizeof(list)) - 0xFF + nullptr;
}
