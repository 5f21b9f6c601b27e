

def test_a_path_that_begins_above_the_corpus_folder_counts_from_there(tmp_path: Path) -> None:
    sheet_file = tmp_path / "sheet.csv"
    sheet_file.write_text("文件,年度\nD:\\报告\\2023\\甲.txt,2023\n报告/丙.txt,2021\n", "utf-8")
    sheet = metadata_sheet.read(sheet_file, names=["2023/甲.txt", "乙.txt"])
    assert sheet.fields("2023/甲.txt") == (("年度", "2023"),)
    assert sheet.fields("乙.txt") == ()
    assert sheet.unmatched() == ["报告/丙.txt"]
